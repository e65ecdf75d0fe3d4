/** Whose backup password should be verified again: a password that nobody remembers is found out while it can still be changed. */
import type { BackupState } from './backup-item.ts';
import type { Locale } from './locale.ts';

const DAY_MS = 86_400_000;

/** What is known of a device's backup password on this computer; times in milliseconds. */
export interface PasswordProof {
  /** An encrypted backup was there for the first time. */
  readonly seenAt: number;
  /** The password has opened a backup, or was set. */
  readonly provenAt?: number;
  /** The person was asked. */
  readonly askedAt?: number;
}

interface PasswordReminder {
  readonly udid: string;
  /** The newest encrypted backup of the device. */
  readonly path: string;
  readonly message: string;
}

/** The device that has waited longest. `days` 0 never reminds; whoever was asked is left alone for as long again. */
export function passwordReminder(
  backups: readonly BackupState[],
  proofs: Readonly<Record<string, PasswordProof>>,
  days: number,
  { translate, format }: Locale,
  now = new Date(),
): PasswordReminder | undefined {
  if (days <= 0) return undefined;
  const due = newestEncrypted(backups).flatMap((backup) => {
    const proof = proofs[backup.udid];
    const last = proof === undefined ? now.getTime() : Math.max(proof.seenAt, proof.provenAt ?? 0, proof.askedAt ?? 0);
    return now.getTime() - last >= days * DAY_MS ? [{ backup, proof, last }] : [];
  });
  const [longest] = due.sort((one, other) => one.last - other.last);
  if (longest === undefined) return undefined;
  const { udid, path, deviceName } = longest.backup;
  const name = deviceName ?? udid;
  const provenAt = longest.proof?.provenAt;
  const known =
    provenAt === undefined
      ? translate('The backup password of {name} was never verified on this computer.', { name })
      : translate('The backup password of {name} was last verified {age}.', { name, age: format.age(new Date(provenAt), now) });
  return { udid, path, message: `${known} ${translate('If it is lost, there is no way to recover it. Do you still know it?', {})}` };
}

/** One a device. */
export function newestEncrypted(backups: readonly BackupState[]): (BackupState & { readonly udid: string })[] {
  const newest = new Map<string, BackupState & { readonly udid: string }>();
  for (const backup of backups) {
    const { udid, encrypted, date } = backup;
    if (udid === undefined || encrypted !== true || backup.versionOf !== undefined) continue;
    const known = newest.get(udid);
    if (known === undefined || (known.date?.getTime() ?? 0) < (date?.getTime() ?? 0)) newest.set(udid, { ...backup, udid });
  }
  return [...newest.values()];
}
