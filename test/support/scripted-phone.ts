/** A phone in the hands of a test: speaks the device's side of DeviceLink over a connection, one command at a time, lies included. */
import assert from 'node:assert/strict';
import {
  BulkParser,
  Connection,
  END_OF_FILE,
  END_OF_FILES,
  decodeBackupRequest,
  decodeHostMessage,
  encodeBackupResponse,
  encodeData,
  encodeDeviceMessage,
  encodeFileError,
  encodeName,
  encodePlistFrame,
  readPlistFrame,
  type BackupRequest,
  type DeviceMessage,
  type HostMessage,
} from '../../src/device-protocol/index.ts';
import { socketPair } from './socket-pair.ts';

export interface SentFile {
  readonly path: string;
  readonly sourcePath?: string;
  readonly content?: Uint8Array | string;
  /** Ends the file in error, after `content` if there is any. */
  readonly error?: { readonly code: number; readonly text: string };
}

/** What a download brought: content, or the error chunk. */
export type FetchedFile =
  | { readonly path: string; readonly content: string }
  | { readonly path: string; readonly code: number; readonly text: string };

export class ScriptedPhone {
  readonly connection: Connection;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  /** A phone and the host's end of its connection. */
  static async connect(): Promise<{ readonly phone: ScriptedPhone; readonly host: Connection } & Disposable> {
    const pair = await socketPair();
    return {
      phone: new ScriptedPhone(Connection.over(pair.far)),
      host: Connection.over(pair.near),
      [Symbol.dispose]: () => {
        pair[Symbol.dispose]();
      },
    };
  }

  async greet(major = 400, protocolVersion = 2.1): Promise<{ readonly negotiated: HostMessage; readonly hello: BackupRequest }> {
    await this.send({ kind: 'version-exchange', major, minor: 0 });
    const negotiated = await this.receive();
    await this.send({ kind: 'device-ready' });
    const hello = await this.request();
    await this.send({ kind: 'process-message', payload: encodeBackupResponse({ errorCode: 0, protocolVersion }) });
    return { negotiated, hello };
  }

  async request(): Promise<BackupRequest> {
    const message = await this.receive();
    assert.equal(message.kind, 'process-message');
    return decodeBackupRequest(message.payload);
  }

  /** Sends a command and returns the status that answers it. */
  async command(message: DeviceMessage): Promise<Extract<HostMessage, { kind: 'status' }>> {
    await this.send(message);
    return this.status();
  }

  async status(): Promise<Extract<HostMessage, { kind: 'status' }>> {
    const answer = await this.receive();
    assert.equal(answer.kind, 'status');
    return answer;
  }

  async upload(files: readonly SentFile[], totalBytes = 0): Promise<Extract<HostMessage, { kind: 'status' }>> {
    await this.send({ kind: 'upload-files', progress: 0, totalBytes });
    for (const file of files) await this.sendFile(file);
    await this.raw(END_OF_FILES);
    return this.status();
  }

  async sendFile({ path, sourcePath = `/.b/3/${path}`, content, error }: SentFile): Promise<void> {
    await this.raw(encodeName(sourcePath), encodeName(path));
    if (content !== undefined) await this.raw(encodeData(Buffer.from(content)));
    await this.raw(error === undefined ? END_OF_FILE : encodeFileError(error.code, error.text));
  }

  async download(paths: readonly string[]): Promise<{ files: FetchedFile[]; status: Extract<HostMessage, { kind: 'status' }> }> {
    await this.send({ kind: 'download-files', paths, progress: 0, totalBytes: 0 });
    const files: FetchedFile[] = [];
    let path = '';
    let content: Buffer[] = [];
    const parser = new BulkParser('download', {
      onFile: (name) => {
        path = name;
        content = [];
      },
      onData: (bytes) => content.push(Buffer.from(bytes)),
      onEnd: () => files.push({ path, content: Buffer.concat(content).toString() }),
      onError: (code, text) => files.push({ path, code, text }),
    });
    while (!parser.isDone) {
      const chunk = await this.connection.read();
      assert.ok(chunk, 'the host ended the connection in the middle of a download');
      const rest = parser.push(chunk);
      if (rest !== undefined) this.connection.unread(rest);
    }
    return { files, status: await this.status() };
  }

  async respond(errorCode: number, description?: string): Promise<void> {
    await this.send({ kind: 'process-message', payload: encodeBackupResponse({ errorCode, description }) });
  }

  async send(message: DeviceMessage): Promise<void> {
    await this.raw(encodePlistFrame(encodeDeviceMessage(message), 'binary'));
  }

  async raw(...pieces: Uint8Array[]): Promise<void> {
    for (const piece of pieces) await this.connection.write(piece);
  }

  async receive(): Promise<HostMessage> {
    return decodeHostMessage(await readPlistFrame(this.connection));
  }
}
