/**
 * SQLite in a sandbox, for databases and statements that nobody has checked. It is WebAssembly: a thread that runs it can be ended in the middle of a
 * statement that never ends, which Node's own SQLite does not allow; its memory has an upper limit, and the only files that it can reach are those
 * that it is given (`virtual-files`).
 */
import { StackGuard } from './stack-guard.ts';
import { VirtualFiles } from './virtual-files.ts';

/** What SQLite can use for itself, with all cells that it holds. */
const MOST_SANDBOX_BYTES = 192 * 1024 * 1024;
/** What this version of the module calls `emscripten_stack_get_current`. */
const STACK_POINTER = 'wa';

/** The functions of SQLite's C interface that the module exports. Pointers are numbers. */
interface SqliteFunctions {
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  _sqlite3_open_v2(name: number, database: number, flags: number, vfs: number): number;
  _sqlite3_close_v2(database: number): number;
  _sqlite3_errmsg(database: number): number;
  _sqlite3_prepare_v2(database: number, sql: number, bytes: number, statement: number, tail: number): number;
  _sqlite3_step(statement: number): number;
  _sqlite3_reset(statement: number): number;
  _sqlite3_finalize(statement: number): number;
  _sqlite3_clear_bindings(statement: number): number;
  _sqlite3_bind_blob(statement: number, index: number, bytes: number, length: number, destructor: number): number;
  _sqlite3_bind_text(statement: number, index: number, bytes: number, length: number, destructor: number): number;
  _sqlite3_bind_double(statement: number, index: number, value: number): number;
  _sqlite3_bind_int64(statement: number, index: number, value: bigint): number;
  _sqlite3_bind_null(statement: number, index: number): number;
  _sqlite3_column_count(statement: number): number;
  _sqlite3_column_name(statement: number, index: number): number;
  _sqlite3_column_type(statement: number, index: number): number;
  _sqlite3_column_int64(statement: number, index: number): bigint;
  _sqlite3_column_double(statement: number, index: number): number;
  _sqlite3_column_blob(statement: number, index: number): number;
  _sqlite3_column_bytes(statement: number, index: number): number;
}

export interface Sandbox {
  readonly sqlite: SqliteFunctions;
  readonly files: VirtualFiles;
  readonly guard: StackGuard;
  /** The memory of the module as it is now; it moves when it grows. */
  readonly bytes: () => Uint8Array;
  /** The compiled module. It can be posted to another thread. */
  readonly code: object;
}

let loading: Promise<Sandbox> | undefined;

/** Once in a thread, before anything else loads the module: only while it loads can its memory be got hold of. */
export function loadSandbox(): Promise<Sandbox> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Sandbox> {
  const files = VirtualFiles.install();
  const { memory, code, sqlite, stackTop } = await withMemory(async () => {
    const { default: module } = await import('node-sqlite3-wasm');
    return module as unknown as SqliteFunctions;
  });
  limit(memory);
  let view = new Uint8Array(memory.buffer);
  const bytes = () => {
    if (view.buffer !== memory.buffer) view = new Uint8Array(memory.buffer);
    return view;
  };
  return { sqlite, files, code, bytes, guard: new StackGuard(bytes, stackTop) };
}

/** What is used of WebAssembly, which TypeScript knows of browsers only. */
interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
type InstanceClass = new (...values: readonly unknown[]) => { readonly exports: Readonly<Record<string, unknown>> };
interface WasmHost {
  Instance: InstanceClass;
  readonly Module: new (...values: readonly unknown[]) => object;
  readonly Memory: new (...values: readonly unknown[]) => WasmMemory;
}

/** The module keeps its memory to itself, but it has to make an instance. */
async function withMemory(
  work: () => Promise<SqliteFunctions>,
): Promise<{ readonly memory: WasmMemory; readonly code: object; readonly sqlite: SqliteFunctions; readonly stackTop: number }> {
  const host = (globalThis as unknown as { readonly WebAssembly: WasmHost }).WebAssembly;
  const { Instance, Module, Memory } = host;
  const made: InstanceType<InstanceClass>[] = [];
  const compiled: unknown[] = [];
  host.Instance = class extends Instance {
    constructor(...values: readonly unknown[]) {
      super(...values);
      made.push(this);
      compiled.push(values[0]);
    }
  };
  try {
    const sqlite = await work();
    const memory = made.flatMap(({ exports }) => Object.values(exports)).find((value) => value instanceof Memory);
    const code = compiled.find((value): value is object => value instanceof Module);
    if (memory === undefined || code === undefined) throw new Error('SQLite was loaded in this thread before');
    const stackPointer = made.map(({ exports }) => exports[STACK_POINTER]).find((value) => typeof value === 'function');
    const stackTop: unknown = stackPointer?.();
    if (typeof stackTop !== 'number') throw new Error('SQLite is another version than the one whose stack is known');
    return { memory, code, sqlite, stackTop };
  } finally {
    host.Instance = Instance;
  }
}

/** Beyond it SQLite hears that there is no memory, and says so. */
function limit(memory: WasmMemory): void {
  const grow = memory.grow.bind(memory);
  memory.grow = (pages) => {
    if (memory.buffer.byteLength + pages * 65536 > MOST_SANDBOX_BYTES) throw new RangeError('the limit of the sandbox');
    return grow(pages);
  };
}
