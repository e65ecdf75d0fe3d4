/** com.apple.mobile.diagnostics_relay of a simulated device: facts about battery and hardware, and how a host switches it off. */
import { compareVersions } from '../../base/index.ts';
import { arrayAt, boolAt, dict, stringAt, type PlistDict } from '../../formats/index.ts';
import type { PhoneCall } from '../phone/phone-call.ts';
import type { SimulatedDevice } from '../phone/simulated-device.ts';
import type { PowerAction } from '../phone/power.ts';
import { plistService } from './plist-service.ts';

const ACTIONS: Readonly<Record<string, PowerAction>> = { Restart: 'restart', Shutdown: 'shut-down', Sleep: 'sleep' };

type Diagnostics = (device: SimulatedDevice) => PlistDict;

/** As a log shows them; GasGauge's capacity is 100 since iOS 12.2, NAND fails, and WiFi is said to be idle whatever it does. */
const PARTS: Readonly<Record<string, Diagnostics>> = {
  GasGauge: ({ productVersion }) =>
    dict({
      CycleCount: 275n,
      DesignCapacity: 1751n,
      FullChargeCapacity: compareVersions(productVersion, '12.2') < 0 ? 1600n : 100n,
      Status: 'Success',
    }),
  HDMI: () => dict({ Connection: 'Unplugged', Status: 'Success' }),
  NAND: () => dict({ Status: 'NANDInfoFailed' }),
  WiFi: () => dict({ Active: 'NO', Status: 'Success' }),
};

export const serveDiagnosticsRelay = plistService('diagnostics_relay', 'xml', (call, request) => {
  const name = stringAt(request, 'Request') ?? '';
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (action !== undefined) return [obey(call, action, request)];
  if (name === 'All') return [answer(new Map(Object.entries(PARTS).map(([part, diagnose]) => [part, diagnose(call.device)])))];
  const diagnose = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
  if (diagnose !== undefined) return [answer(dict({ [name]: diagnose(call.device) }))];
  switch (name) {
    case 'MobileGestalt':
      return [answer(dict({ MobileGestalt: mobileGestalt(call.device, arrayAt(request, 'MobileGestaltKeys') ?? []) }))];
    case 'IORegistry':
      return [registryAnswer(call.device, request)];
    case 'Goodbye':
      return [dict({ Status: 'Success' })];
    default:
      return undefined;
  }
});

/** WaitForDisconnect: the phone goes once the host has left; without it the phone is about to go. */
function obey({ device, connection }: PhoneCall, action: PowerAction, request: PlistDict): PlistDict {
  device.power.obeyWhenLeft(action, connection.closed, { waits: boolAt(request, 'WaitForDisconnect') ?? false });
  return dict({ Status: 'Success' });
}

function mobileGestalt(device: SimulatedDevice, keys: readonly unknown[]): PlistDict {
  if (!device.behaviour.answersMobileGestalt) return dict({ Status: 'MobileGestaltDeprecated' });
  const values = dict({ PasswordConfigured: device.isPasscodeSet, ProductType: device.productType, ProductVersion: device.productVersion });
  const asked: PlistDict = new Map([...values].filter(([key]) => keys.includes(key)));
  return new Map([...asked, ['Status', 'Success']]);
}

/** The battery under the names by which hosts ask for it. All else, planes too, is empty: a phone tells nothing of it any more. */
const BATTERY_ENTRIES = ['AppleARMPMUCharger', 'AppleSmartBattery', 'IOPMPowerSource'];

function registryAnswer(device: SimulatedDevice, request: PlistDict): PlistDict {
  const asked = stringAt(request, 'EntryName') ?? stringAt(request, 'EntryClass') ?? '';
  if (!BATTERY_ENTRIES.includes(asked)) return dict({ Status: 'Success' });
  return answer(dict({ IORegistry: battery(device) }));
}

function battery(device: SimulatedDevice): PlistDict {
  const values = device.values.domain('com.apple.mobile.battery') ?? dict({});
  return dict({
    BatteryInstalled: true,
    CurrentCapacity: values.get('BatteryCurrentCapacity'),
    CycleCount: 275n,
    DesignCapacity: 1751n,
    ExternalConnected: values.get('ExternalConnected'),
    FullyCharged: values.get('FullyCharged'),
    IsCharging: values.get('BatteryIsCharging'),
    MaxCapacity: 100n,
    NominalChargeCapacity: 1600n,
  });
}

function answer(diagnostics: PlistDict): PlistDict {
  return dict({ Diagnostics: diagnostics, Status: 'Success' });
}
