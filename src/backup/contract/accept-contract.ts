/** Changes the text of a contract so that a backup keeps it, after a change that was meant: as few lines as possible, everything else as it was written. */
import { ContractEditor, type ContractTextChange } from './parse/contract-editor.ts';
import { PROTECTION_NAMES, type BackupContract, type ProtectionName } from './contract.ts';
import type { ContractFinding, ContractReport } from './contract-report.ts';
import { sizeText } from './parse/size-text.ts';
import { globOfPath } from './scope.ts';

/** A contract after a change that was meant. */
export interface AcceptedContract {
  readonly text: string;
  /** Lines that are new, and lines that they replace; in the order of the text. */
  readonly changes: readonly ContractTextChange[];
  /** Findings that no change of a contract should make good: secrets, and what the backup lost. */
  readonly left: readonly ContractFinding[];
}

/**
 * Accepts what the report says about the contract: new files are listed, budgets raised, classes as they are now. The report may list some findings only:
 * whether the backup keeps the contract now, another look at it tells.
 */
export function acceptContract(text: string, contract: BackupContract, report: ContractReport): AcceptedContract {
  const editor = new ContractEditor(text);
  const left: ContractFinding[] = [];
  const unlisted = report.findings.filter(({ code }) => code === 'file-unlisted');
  const weak = new Map<number, { readonly finding: ContractFinding; readonly actual: ProtectionName }>();
  for (const finding of report.findings) {
    if (contract.rules[finding.rule] === undefined || finding.kind === 'doubt' || finding.code === 'file-unlisted') continue;
    const { actual } = finding.data;
    if (finding.code === 'over-budget') {
      if (!editor.replaceValue('budget', finding.at, sizeText(Number(actual ?? 0)))) left.push(finding);
    } else if (finding.code === 'protection-weak') {
      const name = PROTECTION_NAMES.find((each) => each === actual);
      const before = weak.get(finding.rule)?.actual;
      if (name !== undefined && (before === undefined || isWeaker(name, before))) weak.set(finding.rule, { finding, actual: name });
    } else left.push(finding);
  }
  for (const { finding, actual } of weak.values()) if (!editor.replaceValue('protection', finding.at, actual)) left.push(finding);
  const globs = [...new Set(unlisted.map(({ path }) => globOfPath(path ?? '')))].sort();
  if (globs.length > 0 && !editor.addToList('may', globs)) left.push(...unlisted);
  return { ...editor.result(), left };
}

function isWeaker(one: ProtectionName, other: ProtectionName): boolean {
  return PROTECTION_NAMES.indexOf(one) > PROTECTION_NAMES.indexOf(other);
}
