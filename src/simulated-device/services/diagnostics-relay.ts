/** com.apple.mobile.diagnostics_relay of a simulated device: what a backup client asks it, whether a passcode is set. */
import { arrayAt, dict, stringAt, type PlistDict } from '../../formats/index.ts';
import type { SimulatedDevice } from '../device.ts';
import { plistService } from './plist-service.ts';

export const serveDiagnosticsRelay = plistService('diagnostics_relay', 'xml', ({ device }, request) => {
  switch (stringAt(request, 'Request')) {
    case 'MobileGestalt':
      return [mobileGestalt(device, arrayAt(request, 'MobileGestaltKeys') ?? [])];
    case 'Goodbye':
      return [dict({ Status: 'Success' })];
    case 'All':
    case 'GasGauge':
    case 'IORegistry':
    case 'NAND':
    case 'Restart':
    case 'Shutdown':
    case 'Sleep':
    case 'WiFi':
      // Real requests that this device has no answer to; the status is the relay's own word for that.
      return [dict({ Status: 'UnknownRequest' })];
    default:
      return undefined;
  }
});

function mobileGestalt(device: SimulatedDevice, keys: readonly unknown[]): PlistDict {
  if (!device.behaviour.answersMobileGestalt) return answer(dict({ Status: 'MobileGestaltDeprecated' }));
  const values = dict({ PasswordConfigured: device.isPasscodeSet, ProductType: device.productType, ProductVersion: device.productVersion });
  const asked: PlistDict = new Map([...values].filter(([key]) => keys.includes(key)));
  return answer(new Map([...asked, ['Status', 'Success']]));
}

function answer(gestalt: PlistDict): PlistDict {
  return dict({ Diagnostics: dict({ MobileGestalt: gestalt }), Status: 'Success' });
}
