/** Chooses the SQLite engine of this program. */
import { nodeSqlite } from './node-sqlite.ts';
import type { SqliteEngine } from './sqlite.ts';
import { loadWasmSqlite } from './wasm-sqlite.ts';

/** Node's own engine; the WebAssembly one is loaded only where Node was built without it (one Electron version was). */
export async function loadSqlite(): Promise<SqliteEngine> {
  return nodeSqlite() ?? (await loadWasmSqlite());
}
