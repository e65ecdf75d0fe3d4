/**
 * SQLite's WebAssembly as machine code. V8 compiles a module once for all threads of a process, and shares the code among them for as long as one of them
 * has the module. Threads come and go here, so their parent keeps it: without that, each database costs five times as much to open.
 */
let kept: object | undefined;

export function keepSandboxCode(code: object): void {
  kept ??= code;
}
