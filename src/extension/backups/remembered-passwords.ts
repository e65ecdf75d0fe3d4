/** Backup passwords that people asked to remember, in the secret storage of VS Code, one for each folder. */
import type { SecretStorage } from 'vscode';

export class RememberedPasswords {
  readonly #secrets: SecretStorage;

  constructor(secrets: SecretStorage) {
    this.#secrets = secrets;
  }

  /** Never rejects: a keyring that cannot be opened remembers nothing. */
  async recall(path: string): Promise<string | undefined> {
    try {
      return await this.#secrets.get(keyOf(path));
    } catch {
      return undefined;
    }
  }

  async remember(path: string, password: string): Promise<void> {
    await this.#secrets.store(keyOf(path), password);
  }

  /** False when there was none. */
  async forget(path: string): Promise<boolean> {
    const known = await this.recall(path);
    await this.#secrets.delete(keyOf(path));
    return known !== undefined;
  }
}

function keyOf(path: string): string {
  return `backup-password:${path}`;
}
