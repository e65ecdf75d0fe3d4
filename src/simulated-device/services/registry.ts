/** The services of a simulated device by name. Each is loaded at the first connection, so that a start stays quick. */
import { STAGING_SERVICE } from '../../device-protocol/index.ts';
import type { PhonePort, PhoneService } from '../phone/phone-call.ts';

/** Name → what serves it. A new service is a file here and a line in this table. */
export const SERVICES: Readonly<Record<string, () => Promise<PhoneService>>> = {
  'com.apple.afc': async () => (await import('./afc/afc.ts')).serveAfc,
  'com.apple.crashreportcopymobile': async () => (await import('./crash-reports.ts')).serveCrashReports,
  'com.apple.crashreportmover': async () => (await import('./crash-reports.ts')).serveCrashReportMover,
  'com.apple.misagent': async () => (await import('./misagent.ts')).serveMisagent,
  'com.apple.mobile.diagnostics_relay': async () => (await import('./diagnostics-relay.ts')).serveDiagnosticsRelay,
  'com.apple.mobile.heartbeat': async () => (await import('./heartbeat.ts')).serveHeartbeat,
  'com.apple.mobile.house_arrest': async () => (await import('./house-arrest.ts')).serveHouseArrest,
  'com.apple.mobile.installation_proxy': async () => (await import('./installation-proxy.ts')).serveInstallationProxy,
  'com.apple.mobile.mobile_image_mounter': async () => (await import('./image-mounter.ts')).serveImageMounter,
  'com.apple.mobile.notification_proxy': async () => (await import('./notification-proxy.ts')).serveNotificationProxy,
  'com.apple.mobilebackup2': async () => (await import('./mobile-backup.ts')).serveMobileBackup,
  'com.apple.os_trace_relay': async () => (await import('./os-trace-relay.ts')).serveOsTraceRelay,
  'com.apple.syslog_relay': async () => (await import('./syslog-relay.ts')).serveSyslogRelay,
  [STAGING_SERVICE]: async () => (await import('./staging.ts')).serveStaging,
  'com.apple.springboardservices': async () => (await import('./springboard.ts')).serveSpringboard,
};

/** Undefined for a service that the device does not offer. */
function findService(name: string): PhoneService | undefined {
  const load = Object.hasOwn(SERVICES, name) ? SERVICES[name] : undefined;
  if (load === undefined) return undefined;
  return async (call) => {
    const serve = await load();
    await serve(call);
  };
}

/** What listens on the one port that is always open. */
export const lockdownPort: PhonePort = {
  name: 'lockdownd',
  serve: async (call) => {
    const { serveLockdown } = await import('../lockdown/lockdownd.ts');
    await serveLockdown(call, findService);
  },
};
