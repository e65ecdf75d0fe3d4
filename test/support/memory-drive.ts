/** A host's disk in memory, as a phone's backup agent drives it: answers DeviceLink commands, and lets a test answer in its place. */
import assert from 'node:assert/strict';
import {
  BulkParser,
  type Connection,
  DeviceLinkStatus,
  END_OF_FILE,
  END_OF_FILES,
  decodeDeviceMessage,
  encodeData,
  encodeFileError,
  encodeHostMessage,
  encodeName,
  encodePathFailures,
  encodePlistFrame,
  type DeviceMessage,
} from '../../src/device-protocol/index.ts';
import { dict, type PlistValue } from '../../src/formats/index.ts';

/** Items of a status response, the name included. */
export type StatusItems = PlistValue[];

/** Undefined = the drive answers itself. */
export type Intercept = (message: DeviceMessage, drive: MemoryDrive) => StatusItems | undefined | 'hang-up';

export const OK: StatusItems = encodeHostMessage({ kind: 'status', code: DeviceLinkStatus.ok });

export function failed(code: number, text: string, value?: PlistValue): StatusItems {
  return encodeHostMessage({ kind: 'status', code, text, value });
}

export interface ReceivedFile {
  readonly devicePath: string;
  readonly hostPath: string;
  readonly bytes: number;
  readonly error?: { readonly code: number; readonly text: string };
}

export class MemoryDrive {
  readonly files = new Map<string, Buffer>();
  readonly directories = new Set<string>();
  freeBytes = 1n << 44n;
  /** Files of a batch go to the phone in the opposite order. */
  sendsBackwards = false;
  /** Bytes of file content in one frame to the phone. */
  chunkBytes = 32_768;
  intercept: Intercept = () => undefined;
  /** Every file that came, in order, with the name that the phone has for it and the error in which it ended. */
  readonly received: ReceivedFile[] = [];
  /** Hears the bytes of file streams as they come. */
  onUploadBytes?: (bytes: Uint8Array) => void;

  /** Serves one command. False = the test wants the link cut. */
  async serve(connection: Connection, message: DeviceMessage): Promise<boolean> {
    const received = message.kind === 'upload-files' ? await this.#receive(connection) : undefined;
    const instead = this.intercept(message, this);
    if (instead === 'hang-up') return false;
    if (message.kind === 'download-files') {
      await connection.write(this.#content(this.sendsBackwards ? message.paths.toReversed() : message.paths));
    }
    for (const [path, bytes] of received ?? []) this.files.set(path, bytes);
    await connection.write(encodePlistFrame(instead ?? this.#answer(message), 'binary'));
    return true;
  }

  has(path: string): boolean {
    return this.files.has(path) || this.directories.has(path);
  }

  /** Names of the files below a folder, sorted. */
  below(folder: string): string[] {
    return [...this.files.keys()].filter((path) => path.startsWith(`${folder}/`)).sort();
  }

  #answer(message: DeviceMessage): StatusItems {
    switch (message.kind) {
      case 'upload-files':
        return OK;
      case 'download-files': {
        const missing = message.paths.filter((path) => !this.files.has(path));
        const failures = missing.map((path) => ({ path, code: DeviceLinkStatus.notFound, text: 'No such file or directory' }));
        return missing.length === 0 ? OK : failed(DeviceLinkStatus.multiStatus, 'Multi status', encodePathFailures(failures));
      }
      case 'contents-of-directory':
        return encodeHostMessage({ kind: 'status', code: 0, value: this.#list(message.path) });
      case 'create-directory':
        return this.#create(message.path);
      case 'move-items':
        return this.#move(message.moves);
      case 'copy-item':
        return this.#copy(message.from, message.to);
      case 'remove-items':
        for (const path of message.paths) this.#remove(path);
        return OK;
      case 'free-disk-space':
        return encodeHostMessage({ kind: 'status', code: 0, value: this.freeBytes });
      case 'purge-disk-space':
        return failed(DeviceLinkStatus.failed, 'Operation not supported');
      default:
        return assert.fail(`the phone sent ${message.kind}`);
    }
  }

  /** As Apple's hosts answer: an existing directory is -7. */
  #create(path: string): StatusItems {
    if (this.directories.has(path)) return failed(DeviceLinkStatus.exists, 'File exists');
    this.directories.add(path);
    return OK;
  }

  #move(moves: readonly (readonly [string, string])[]): StatusItems {
    for (const [from, to] of moves) {
      if (!this.has(from)) return failed(DeviceLinkStatus.notFound, 'No such file or directory');
      const below = `${from}/`;
      for (const path of [...this.files.keys()].filter((name) => name === from || name.startsWith(below))) {
        this.files.set(to + path.slice(from.length), this.files.get(path) ?? Buffer.alloc(0));
        this.files.delete(path);
      }
      for (const path of [...this.directories].filter((name) => name === from || name.startsWith(below))) {
        this.directories.add(to + path.slice(from.length));
        this.directories.delete(path);
      }
    }
    return OK;
  }

  #copy(from: string, to: string): StatusItems {
    const bytes = this.files.get(from);
    if (bytes === undefined) return failed(DeviceLinkStatus.notFound, 'No such file or directory');
    this.files.set(to, bytes);
    return OK;
  }

  #remove(path: string): void {
    const below = `${path}/`;
    const gone = (name: string) => name === path || name.startsWith(below);
    for (const name of [...this.files.keys()].filter(gone)) this.files.delete(name);
    for (const name of [...this.directories].filter(gone)) this.directories.delete(name);
  }

  #list(folder: string): PlistValue {
    const entries = new Map<string, PlistValue>();
    const below = `${folder}/`;
    const add = (path: string, type: string, size: number) => {
      if (!path.startsWith(below) || path.includes('/', folder.length + 1)) return;
      const entry = dict({ DLFileType: type, DLFileSize: BigInt(size), DLFileModificationDate: new Date(0) });
      entries.set(path.slice(folder.length + 1), entry);
    };
    for (const [path, bytes] of this.files) add(path, 'DLFileTypeRegular', bytes.length);
    for (const path of this.directories) add(path, 'DLFileTypeDirectory', 0);
    return entries;
  }

  #content(paths: readonly string[]): Buffer {
    const frames = paths.flatMap((path): Uint8Array[] => {
      const bytes = this.files.get(path);
      if (bytes === undefined) return [encodeName(path), encodeFileError(6, 'No such file or directory')];
      const size = this.chunkBytes;
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => encodeData(bytes.subarray(n * size, (n + 1) * size)));
      return [encodeName(path), ...chunks, END_OF_FILE];
    });
    return Buffer.concat([...frames, END_OF_FILES]);
  }

  async #receive(connection: Connection): Promise<Map<string, Buffer>> {
    const files = new Map<string, Buffer>();
    let path = '';
    let devicePath = '';
    let pieces: Buffer[] = [];
    const keep = (error?: ReceivedFile['error']) => {
      const content = Buffer.concat(pieces);
      files.set(path, content);
      this.received.push({ devicePath, hostPath: path, bytes: content.length, ...(error && { error }) });
      pieces = [];
    };
    const parser = new BulkParser('upload', {
      onFile: (name, source) => {
        assert.ok(source?.startsWith('/'), `the device path of ${name} is ${source}`);
        path = name;
        devicePath = source ?? '';
      },
      onData: (bytes) => pieces.push(Buffer.from(bytes)),
      onEnd: () => {
        keep();
      },
      onError: (code, text) => {
        keep({ code, text });
      },
    });
    while (!parser.isDone) {
      const bytes = await connection.read();
      assert.ok(bytes, 'the phone left in the middle of a file');
      this.onUploadBytes?.(bytes);
      const rest = parser.push(bytes);
      if (rest !== undefined && rest.length > 0) connection.unread(rest);
    }
    return files;
  }
}

export function commandOf(value: PlistValue): DeviceMessage {
  return decodeDeviceMessage(value);
}
