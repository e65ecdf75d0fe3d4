/** A host that speaks to a simulator in bytes written by hand: no encoder of ours decides what a test expects. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type TLSSocket, connect as connectTls, type ConnectionOptions } from 'node:tls';
import { muxMessage, plistFrame, xml, xmlDict } from './byte-script.ts';

type Entries = Parameters<typeof xmlDict>[0];

export class RawHost implements Disposable {
  #socket: Socket;
  #received = Buffer.alloc(0);
  #isOver = false;
  readonly #wake = new Set<() => void>();

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#hear(socket);
  }

  /** `address` as the simulator tells it: `127.0.0.1:PORT` or `UNIX:/path`. */
  static async connect(address: string): Promise<RawHost> {
    const path = /^UNIX:(.+)$/.exec(address)?.[1];
    const [host = '', port = ''] = address.split(':');
    const socket = path === undefined ? connect(Number(port), host) : connect(path);
    socket.setNoDelay(true);
    await once(socket, 'connect');
    return new RawHost(socket);
  }

  send(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  sendMux(entries: Entries, tag = 1): void {
    this.send(muxMessage(xmlDict(entries), tag));
  }

  /** `body` is XML of a property list, or the entries of a flat dictionary. */
  sendFrame(body: string | Entries): void {
    this.send(plistFrame(typeof body === 'string' ? body : xmlDict(body)));
  }

  async receive(count: number): Promise<Buffer> {
    while (this.#received.length < count) {
      if (this.#isOver) throw new Error(`the simulator ended the connection after ${this.#received.length} of ${count} bytes`);
      await new Promise<void>((resolve) => this.#wake.add(resolve));
    }
    const bytes = this.#received.subarray(0, count);
    this.#received = this.#received.subarray(count);
    return bytes;
  }

  /** The next mux message: its four header fields and its body as text. */
  async receiveMux(): Promise<{ header: [length: number, version: number, message: number, tag: number]; body: string }> {
    const bytes = await this.receive(16);
    const header: [number, number, number, number] = [0, 1, 2, 3].map((at) => bytes.readUInt32LE(at * 4)) as [
      number,
      number,
      number,
      number,
    ];
    return { header, body: (await this.receive(header[0] - 16)).toString('utf8') };
  }

  /** The next frame of lockdownd or of a plist service, as text. */
  async receiveFrame(): Promise<string> {
    const length = (await this.receive(4)).readUInt32BE();
    return (await this.receive(length)).toString('utf8');
  }

  /** Leads the connection to a port of the device; the answer must be Result 0. */
  async connectTo(deviceId: number, port: number): Promise<void> {
    const swapped = ((port & 0xff) << 8) | (port >> 8);
    this.sendMux({ MessageType: 'Connect', DeviceID: deviceId, PortNumber: swapped, ClientVersionString: 'test', ProgName: 'test' });
    const { body } = await this.receiveMux();
    if (!/<key>Number<\/key>\s*<integer>0<\/integer>/.test(body)) throw new Error(`Connect was refused: ${body}`);
  }

  /** A lockdownd request and its answer, as text. */
  async ask(body: string | Entries): Promise<string> {
    this.sendFrame(body);
    return await this.receiveFrame();
  }

  /** Goes on in TLS. Rejects when the handshake fails. */
  async startTls(options: ConnectionOptions): Promise<TLSSocket> {
    this.#socket.removeAllListeners('data');
    const tls = connectTls({ ...options, socket: this.#socket, rejectUnauthorized: false });
    await once(tls, 'secureConnect');
    this.#socket = tls;
    this.#hear(tls);
    return tls;
  }

  /** Resolves when the simulator has ended the connection, with what came before that was not received. */
  async ended(): Promise<Buffer> {
    while (!this.#isOver) await new Promise<void>((resolve) => this.#wake.add(resolve));
    return this.#received;
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }

  #hear(socket: Socket): void {
    const wakeAll = () => {
      for (const wake of this.#wake) wake();
      this.#wake.clear();
    };
    socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      wakeAll();
    });
    for (const event of ['end', 'close', 'error']) {
      socket.on(event, () => {
        this.#isOver = true;
        wakeAll();
      });
    }
  }
}

/** XML of a data element. */
export function xmlData(bytes: Uint8Array | string): string {
  return `<data>${Buffer.from(bytes).toString('base64')}</data>`;
}

export { xml, xmlDict };
