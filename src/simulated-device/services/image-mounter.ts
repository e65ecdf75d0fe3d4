/** com.apple.mobile.mobile_image_mounter of a simulated device: no image is or can be mounted, so there are no developer services. */
import { dict, stringAt } from '../../formats/index.ts';
import { plistService } from './plist-service.ts';

export const serveImageMounter = plistService('mobile_image_mounter', 'xml', ({ device }, request) => {
  switch (stringAt(request, 'Command')) {
    case 'LookupImage':
      return [dict({ ImagePresent: false, ImageSignature: [], Status: 'Complete' })];
    case 'CopyDevices':
      return [dict({ EntryList: [], Status: 'Complete' })];
    case 'QueryDeveloperModeStatus':
      return [
        device.behaviour.laterValues.includes('DeveloperModeStatus')
          ? dict({ DeveloperModeStatus: false, Status: 'Complete' })
          : dict({ Error: 'UnknownCommand' }),
      ];
    case 'MountImage':
    case 'QueryNonce':
    case 'QueryPersonalizationIdentifiers':
    case 'QueryPersonalizationManifest':
    case 'ReceiveBytes':
    case 'UnmountImage':
      return [dict({ DetailedError: 'a simulated phone cannot mount images', Error: 'InternalError' })];
    case 'Hangup':
      return [dict({ Goodbye: true })];
    default:
      return undefined;
  }
});
