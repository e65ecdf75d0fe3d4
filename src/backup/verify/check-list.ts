/** All checks, in the order in which they look at each thing. A new check is one file and one line here. */
import type { Check } from './check.ts';
import { blockAligned } from './checks/block-aligned.ts';
import { catalogueSound } from './checks/catalogue-sound.ts';
import { database } from './checks/database.ts';
import { datesPlausible } from './checks/dates-plausible.ts';
import { digestPresent } from './checks/digest-present.ts';
import { encryption } from './checks/encryption.ts';
import { fileID } from './checks/file-id.ts';
import { fileKey } from './checks/file-key.ts';
import { flagsMode } from './checks/flags-mode.ts';
import { folderContents } from './checks/folder-contents.ts';
import { keybag } from './checks/keybag.ts';
import { leftOut } from './checks/left-out.ts';
import { parents } from './checks/parents.ts';
import { payloadPresent } from './checks/payload-present.ts';
import { plistContent } from './checks/plist-content.ts';
import { plistValues } from './checks/plist-values.ts';
import { plistsAgree } from './checks/plists-agree.ts';
import { plistsPresent } from './checks/plists-present.ts';
import { rowUsable } from './checks/row-usable.ts';
import { recordReadable } from './checks/record-readable.ts';
import { runFinished } from './checks/run-finished.ts';
import { storedContent } from './checks/stored-content.ts';

export const CHECKS: readonly Check[] = [
  plistsPresent,
  plistValues,
  plistsAgree,
  datesPlausible,
  keybag,
  runFinished,
  leftOut,
  catalogueSound,
  rowUsable,
  recordReadable,
  fileID,
  flagsMode,
  digestPresent,
  parents,
  payloadPresent,
  blockAligned,
  fileKey, // each before those that would see the same damage, and could say less about it
  encryption,
  storedContent,
  database,
  plistContent,
  folderContents,
];
