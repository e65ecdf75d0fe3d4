/** The version of the package, as package.json has it; the build puts it into the bundle. */
import manifest from '../../package.json' with { type: 'json' };

export const VERSION: string = manifest.version;
