/** What is lost of the keys of a backup as a whole. */
import { parseKeybag } from '../../formats/index.ts';
import { fittingManifestKeys } from './key-material.ts';
import type { Findings } from './salvage-findings.ts';
import type { LossCode } from './salvage-report.ts';

export function keyLosses({ isEncrypted, classKeys, keybag, material, sources }: Findings): LossCode[] {
  if (!isEncrypted) return [];
  if (classKeys === undefined) return ['keybag-lost'];
  const losses: LossCode[] = [];
  const isCatalogueLocked = fittingManifestKeys(material, classKeys).length === 0 && sources.some(({ isOpaque }) => isOpaque);
  if (isCatalogueLocked) losses.push('catalogue-key-lost');
  // 2: wrapped with the password alone.
  const portable = keybag === undefined ? [] : parseKeybag(keybag).classes.filter(({ wrap, wrappedKey }) => wrap === 2 && wrappedKey);
  if (portable.some(({ protectionClass }) => !classKeys.has(protectionClass))) losses.push('keys-unproven');
  return losses;
}
