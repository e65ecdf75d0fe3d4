/** The commands about what is in a backup as a whole: compare, what survives, the keychain, contracts, and copies that differ on purpose. A part of the table. */
import type { CommandEntry } from './command-entry.ts';
import { inPage, inPageTitle, onBackup, onContract, onOneOrTwoBackups } from './menu-places.ts';

const keychain = () => import('./show-keychain.ts');
const compare = () => import('./compare-backups.ts');
const copies = () => import('./changed-copy.ts');
const contracts = () => import('./contracts.ts');

export const REPORT_COMMANDS = {
  comparePrevious: {
    title: { en: 'Compare with Previous Version…', de: 'Mit früherer Version vergleichen …' },
    icon: '$(diff)',
    menus: [...onBackup('-unreadable', '2_verify@3'), ...inPageTitle(undefined, '2_compare@1')],
    run: async (app, target) => (await compare()).comparePrevious(app, target),
  },
  compareBackups: {
    title: { en: 'Compare Backups…', de: 'Backups vergleichen …' },
    icon: '$(compare-changes)',
    menus: [...onOneOrTwoBackups('-unreadable', '2_verify@4'), ...inPageTitle(undefined, '2_compare@2')],
    run: async (app, target, selected) => (await compare()).compareBackups(app, target, selected),
  },
  showSurvival: {
    title: { en: 'Show What Survives', de: 'Zeigen, was erhalten bleibt' },
    icon: '$(shield)',
    menus: [...onBackup('-unreadable', '2_verify@5'), ...inPageTitle(undefined, '2_compare@3')],
    run: async (app, target) => (await keychain()).showSurvival(app, target),
  },
  makeSmallerBackup: {
    title: { en: 'Make Smaller Backup…', de: 'Kleineres Backup erstellen …' },
    menus: onBackup('-running -unreadable', '4_extract@3'),
    run: async (app, target) => (await copies()).makeSmallerBackup(app, target),
  },
  replaceFileInCopy: {
    title: { en: 'Replace File in a Copy…', de: 'Datei in einer Kopie ersetzen …' },
    palette: 'false',
    menus: inPage(['file'], '6_copy@1'),
    run: async (app, target) => (await copies()).replaceFileInCopy(app, target),
  },
  deleteFileInCopy: {
    title: { en: 'Delete File in a Copy…', de: 'Datei in einer Kopie löschen …' },
    palette: 'false',
    menus: inPage(['file'], '6_copy@2'),
    run: async (app, target) => (await copies()).deleteFileInCopy(app, target),
  },
  showKeychain: {
    title: { en: 'Show Keychain', de: 'Schlüsselbund zeigen' },
    icon: '$(key)',
    menus: onBackup('', '3_lock@3'),
    run: async (app, target) => (await keychain()).showKeychain(app, target),
  },
  newContract: {
    title: { en: 'New Backup Contract…', de: 'Neuer Backup-Vertrag …' },
    menus: onBackup('-unreadable', '4_extract@4'),
    run: async (app, target) => (await contracts()).newContract(app, target),
  },
  acceptContract: {
    title: { en: 'Accept Into Contract', de: 'In den Vertrag übernehmen' },
    menus: onContract('7_iosBackup@3'),
    run: async (app, target) => (await contracts()).acceptContract(app, target),
  },
} as const satisfies Readonly<Record<string, CommandEntry>>;
