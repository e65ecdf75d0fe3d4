/** How one run encrypts: its keybag, the secret for file keys, and the key of Manifest.db. */
import { wrapFileKey, type ClassKeys } from '../../../formats/index.ts';
import type { PhoneFile } from '../../content/phone-content.ts';
import type { UploadSecrets } from '../agent-memory.ts';
import { MBCode, MobileBackupError } from '../mobile-backup-error.ts';
import type { PreviousBackup } from '../previous-backup.ts';
import type { RunContext } from '../run-context.ts';
import { identityOf } from '../scan.ts';
import { isSameKeybag, makeKeybag, openKeybag, type OpenKeybag } from './backup-keybag.ts';
import { encrypted } from './encrypted-content.ts';
import { FileKeys, SECRET_BYTES } from './file-keys.ts';
import type { Content, PayloadSealing, Sealable } from './payload-sealing.ts';

export class RunEncryption implements UploadSecrets, PayloadSealing, Disposable {
  readonly keybag: Uint8Array;
  readonly secret: Uint8Array;
  readonly classKeys: ClassKeys;
  /** 32 bytes, and 44 as they stand in Manifest.plist; absent where the catalogue stays readable (before iOS 10.2). */
  readonly catalogue: { readonly key: Uint8Array; readonly wrapped: Uint8Array } | undefined;
  readonly #fileKeys: FileKeys;

  constructor({ bytes, classKeys }: OpenKeybag, secret: Uint8Array, catalogueKey?: { key: Uint8Array; protectionClass: number }) {
    this.keybag = bytes;
    this.classKeys = classKeys;
    this.secret = secret;
    this.#fileKeys = new FileKeys(secret);
    this.catalogue = catalogueKey && {
      key: catalogueKey.key,
      wrapped: wrapFileKey(classKeys, catalogueKey.protectionClass, catalogueKey.key),
    };
  }

  content(item: Sealable): Content {
    return encrypted(this.#keyOf(item), item.file.read());
  }

  /** A phone's file system has the classes 1 to 4; that another one fails the run is assumed. */
  rowKeys(items: readonly Sealable[]): Uint8Array[] {
    const result: Uint8Array[] = [];
    for (const [protectionClass, members] of Map.groupBy(items.entries(), ([, { file }]) => file.protectionClass)) {
      if (!this.classKeys.has(protectionClass)) throw noClassKey(members[0]?.[1].file);
      const keys = members.map(([, item]) => this.#keyOf(item));
      const wrapped = this.classKeys.wrapAll(protectionClass, keys);
      for (const [at, [place]] of members.entries()) result[place] = wrapped[at] ?? new Uint8Array(0);
    }
    return result;
  }

  #keyOf({ file, fileId }: Sealable): Uint8Array {
    return this.#fileKeys.keyOf(fileId, identityOf(file));
  }

  [Symbol.dispose](): void {
    this.classKeys.wipe();
    this.catalogue?.key.fill(0);
  }
}

function noClassKey(file: PhoneFile | undefined): MobileBackupError {
  return new MobileBackupError(MBCode.keyMissing, `Encryption key missing for protection class ${String(file?.protectionClass)}`, {
    path: file && `${file.domain}/${file.relativePath}`,
  });
}

export interface BegunEncryption extends Disposable {
  /** Undefined: nothing is encrypted. */
  readonly encryption: RunEncryption | undefined;
  /** What an interrupted run has sent and can be used: it was sent in the clear and still is, or under the same class keys. */
  readonly alreadySent: ReadonlyMap<string, bigint> | undefined;
}

/**
 * The bag of the last backup, or that of an interrupted run, goes on while it opens with the present password; otherwise a new one is made.
 * Keys of what was sent before come from the secret in its log: without it every file would be sent again under a new key.
 */
export async function beginEncryption(context: RunContext, previous: PreviousBackup): Promise<BegunEncryption> {
  const { device, behaviour } = context;
  const sent = previous.status && device.agentMemory.recall(previous.status.uuid)?.encryption;
  const password = device.backupPassword.current;
  if (password === undefined) {
    return { encryption: undefined, alreadySent: sent ? undefined : previous.alreadySent, [Symbol.dispose]: () => undefined };
  }
  const keybag = previous.keybag ?? (await openKeybag(context, sent?.keybag)) ?? (await makeKeybag(context, password));
  const canResume = sent !== undefined && isSameKeybag(sent.keybag, keybag.bytes);
  const source = context.random(`keys of upload ${device.agentMemory.nextNumber()} at ${device.now().toISOString()}`);
  const catalogueKey = behaviour.encryptsCatalogue ? { key: source.bytes(32), protectionClass: behaviour.manifestKeyClass } : undefined;
  const encryption = new RunEncryption(keybag, canResume ? sent.secret : source.bytes(SECRET_BYTES), catalogueKey);
  return {
    encryption,
    alreadySent: canResume ? previous.alreadySent : undefined,
    [Symbol.dispose]: () => {
      encryption[Symbol.dispose]();
    },
  };
}
