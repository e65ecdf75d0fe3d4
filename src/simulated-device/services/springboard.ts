/** com.apple.springboardservices of a simulated device: the icons of the home screen. */
import { dict, stringAt } from '../../formats/index.ts';
import { plistService } from './plist-service.ts';

export const serveSpringboard = plistService('springboardservices', 'binary', ({ device }, request) => {
  const bundleId = stringAt(request, 'bundleId');
  if (stringAt(request, 'command') !== 'getIconPNGData' || bundleId === undefined) return undefined;
  const icon = device.content
    .applications()
    .find(({ id }) => id === bundleId)
    ?.icon();
  return [icon === undefined ? dict({ Error: 'InvalidApplication' }) : dict({ pngData: icon })];
});
