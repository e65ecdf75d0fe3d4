/** The points of a conversation where a fault can strike. */

/**
 * | point | argument | what it understands besides effects on the link |
 * |---|---|---|
 * | `mux.Connect` | `lockdownd` or a service | mux-result |
 * | `tls`, `service` | `lockdownd` or a service | |
 * | `link` | `lockdownd` or a service | strikes in the middle of what the device sends, to the byte |
 * | `lockdown.REQUEST` | service, or `DOMAIN/KEY` | lockdown-error, value (GetValue) |
 * | `afc.OPERATION` | path | afc-status |
 * | `np.COMMAND` | notification | skip |
 * | `proxy.REQUEST` | the service's short name | skip |
 * | `mb2.Hello` | the host's versions | answer, value: the version that is chosen |
 * | `mb2.REQUEST` | the request's name | answer |
 * | `mb2.passcode` | the request's name | answer |
 * | `mb2.previous` | the request's name | value: one more file that is asked for |
 * | `mb2.scan` | `full` or `incremental` | answer |
 * | `mb2.space` | free bytes, as the host says | value: bytes that the run needs |
 * | `mb2.memory` | path of a download | value: the longest frame of the host, in bytes, that the agent survives |
 * | `mb2.Response` | the request's name | answer, skip |
 * | `dl.MESSAGE` | first path, if any | message, raw, aside, progress, skip, answer |
 * | `file.upload` | `domain/relativePath`, or the name of a property list or catalogue | file, skip |
 * | `mb2.check` | what a restore checks: `findMy`, `reboot`, `version`, `keybag`, `space` | answer |
 * | `file.download` | `domain/relativePath`, before a restore asks for it | answer, skip |
 * | `file.place` | `domain/relativePath`, before a restored file is put in its place | answer |
 * | `row` | `domain/relativePath` | skip |
 *
 * Wire names are without their prefix: `dl.UploadFiles` is DLMessageUploadFiles, `dl.ContentsOfDirectory` DLContentsOfDirectory.
 */
const FAMILIES = ['mux', 'lockdown', 'afc', 'np', 'proxy', 'mb2', 'dl', 'file'] as const;
const SINGLE = ['tls', 'service', 'link', 'row'] as const;

export function isPoint(name: string): boolean {
  const [family = '', rest] = name.split('.', 2);
  return rest === undefined
    ? (SINGLE as readonly string[]).includes(family)
    : rest !== '' && (FAMILIES as readonly string[]).includes(family);
}

/** `dl.UploadFiles` of `DLMessageUploadFiles`. */
export function pointOfMessage(name: string): string {
  return `dl.${name.replace(/^DL(Message)?/, '')}`;
}
