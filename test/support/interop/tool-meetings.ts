/** Debian's tools that make no backup, and how each ends against a phone with iOS 17 that trusts the computer. */

/** The tools wait for ever when an answer is missing; a machine that is busy is given time. */
export const LIMIT_MS = 60_000;

export interface Meeting {
  readonly command: string;
  readonly args: readonly string[];
  readonly status: number;
  readonly says: RegExp;
}

export const MEETINGS: readonly Meeting[] = [
  meeting('idevicediagnostics', ['diagnostics', 'All'], 0, /<key>GasGauge<\/key>[\s\S]*<key>CycleCount<\/key>/),
  meeting('idevicediagnostics', ['diagnostics', 'WiFi'], 0, /<key>WiFi<\/key>/),
  meeting('idevicediagnostics', ['ioregentry', 'AppleSmartBattery'], 0, /<key>BatteryInstalled<\/key>/),
  meeting('idevicediagnostics', ['ioreg', 'IODeviceTree'], 1, /^$/),
  meeting('idevicediagnostics', ['mobilegestalt', 'PasswordConfigured'], 0, /MobileGestaltDeprecated/),
  meeting('idevicename', [], 0, /^iPhone$/m),
  meeting('idevicedate', [], 0, /20\d\d/),
  meeting('idevicenotificationproxy', ['post', 'com.example.x'], 0, /posting "com\.example\.x"/),
  meeting('ideviceimagemounter', ['-l'], 0, /^Status: Complete$/m),
  meeting('ideviceprovision', ['list'], 0, /^Device has 0 provisioning profiles installed/m),
  meeting('idevicecrashreport', ['.'], 0, /^Done\.$/m),
  meeting('idevicescreenshot', ['shot.png'], 255, /Could not start screenshotr service/),
  meeting('idevicedebug', ['run', 'com.example.none'], 255, /Could not determine container path/),
  meeting('idevicedebug', ['run', 'com.example.fieldnotes'], 255, /Could not start com\.apple\.debugserver/),
  meeting('idevicesetlocation', ['1', '2'], 255, /Could not start the simulatelocation service/),
  meeting('idevicebackup', ['backup', '.'], 255, /only compatible with iOS 3 or below/),
];

function meeting(command: string, args: readonly string[], status: number, says: RegExp): Meeting {
  return { command, args, status, says };
}
