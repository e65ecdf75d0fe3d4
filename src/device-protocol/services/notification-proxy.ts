/** com.apple.mobile.notification_proxy: posts notifications on a device and receives those it relays. */
import { dict, stringAt, type PlistDict } from '../../formats/index.ts';
import { abortable, isCodedError } from '../../base/index.ts';
import type { Connection } from '../transport/connection.ts';
import { SMALL_FRAME_BYTES, readPlistFrame, writePlistFrame } from '../lockdown/plist-frame.ts';

/** The service that relays notifications between a device and its host. */
export const NOTIFICATION_PROXY_SERVICE = 'com.apple.mobile.notification_proxy';

/** Names of notifications, as Apple has them; only those that matter for a backup. */
export const NOTIFICATION = {
  syncWillStart: 'com.apple.itunes-mobdev.syncWillStart',
  syncLockRequest: 'com.apple.itunes-mobdev.syncLockRequest',
  syncDidStart: 'com.apple.itunes-mobdev.syncDidStart',
  syncDidFinish: 'com.apple.itunes-mobdev.syncDidFinish',
  syncCancelRequest: 'com.apple.itunes-client.syncCancelRequest',
  syncSuspendRequest: 'com.apple.itunes-client.syncSuspendRequest',
  syncResumeRequest: 'com.apple.itunes-client.syncResumeRequest',
  backupDomainChanged: 'com.apple.mobile.backup.domain_changed',
  passcodePromptShown: 'com.apple.LocalAuthentication.ui.presented',
  passcodePromptGone: 'com.apple.LocalAuthentication.ui.dismissed',
} as const;

/** Sends and receives notifications of a device. Owns its connection. Methods throw `link-lost` when the connection is lost. */
export class NotificationProxy implements AsyncDisposable {
  readonly #connection: Connection;
  /** Reads come one after the other: shutdown() and relayed() may both wait for the device. */
  #lastRead: Promise<unknown> = Promise.resolve();
  #isDead = false;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Asks for one notification by name; it then arrives in relayed(). */
  async observe(name: string): Promise<void> {
    await this.#send({ Command: 'ObserveNotification', Name: name });
  }

  async post(name: string): Promise<void> {
    await this.#send({ Command: 'PostNotification', Name: name });
  }

  /** The names of notifications as the device relays them, until it ends the conversation, the link is closed or `signal` fires. */
  async *relayed(signal?: AbortSignal): AsyncGenerator<string, void, undefined> {
    for (;;) {
      const name = await this.#nextName(signal);
      if (name === undefined) return;
      yield name;
    }
  }

  /** Says goodbye and waits until the device agrees: then everything posted before has been taken. Ends a running relayed(). */
  async shutdown(signal?: AbortSignal): Promise<void> {
    await this.#send({ Command: 'Shutdown' });
    let late: string | undefined;
    do late = await this.#nextName(signal);
    while (late !== undefined);
    await this.close();
  }

  /** Closes without a goodbye. */
  async close(): Promise<void> {
    await this.#connection.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #send(message: Record<string, string>): Promise<void> {
    await writePlistFrame(this.#connection, dict(message), 'xml');
  }

  #nextName(signal: AbortSignal | undefined): Promise<string | undefined> {
    const reading = this.#lastRead.then(() => this.#readName(signal));
    this.#lastRead = reading.catch(() => undefined);
    return abortable(reading, signal);
  }

  /** The next relayed name; undefined when the device has ended the conversation or is gone. */
  async #readName(signal: AbortSignal | undefined): Promise<string | undefined> {
    while (!this.#isDead) {
      const message = await this.#next(signal);
      const command = message && stringAt(message, 'Command');
      const name = message && stringAt(message, 'Name');
      if (command === 'RelayNotification' && name !== undefined) return name;
      this.#isDead = message === undefined || command === 'ProxyDeath';
    }
    return undefined;
  }

  async #next(signal: AbortSignal | undefined): Promise<PlistDict | undefined> {
    try {
      if (await this.#connection.atEnd(signal)) return undefined;
      const message = await readPlistFrame(this.#connection, { maxLength: SMALL_FRAME_BYTES, signal });
      return message instanceof Map ? message : dict({});
    } catch (error) {
      if (isCodedError(error, 'link-lost')) return undefined;
      throw error;
    }
  }
}
