/** com.apple.misagent of a simulated device: there are no provisioning profiles, and none are accepted. */
import { dict, stringAt } from '../../formats/index.ts';
import { plistService } from './plist-service.ts';

/** 0xe8008001, "an unknown error has occurred": what a profile is refused with (assumed). */
const REFUSED = -402_620_415n;

export const serveMisagent = plistService('misagent', 'xml', (_, request) => {
  switch (stringAt(request, 'MessageType')) {
    case 'Copy':
    case 'CopyAll':
      return [dict({ MessageType: 'Response', Payload: [], Status: 0n })];
    case 'Install':
    case 'Remove':
      return [dict({ MessageType: 'Response', Status: REFUSED })];
    default:
      return undefined;
  }
});
