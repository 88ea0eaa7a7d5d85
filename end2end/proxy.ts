// A TCP proxy between one browser and the site, whose connections a test can cut, silence, count and allow again.
//
// It stands for a network that fails: the site goes on for everybody who does not come through the proxy. It passes
// bytes on as they are and knows nothing of HTTP; to stop the site itself, use `Site.down`.
import { type AddressInfo, type Server, type Socket, connect, createServer } from "node:net";

export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  /** The open connections over which an event stream was asked for last. */
  private readonly streams = new Set<Socket>();
  /** The connection to the site behind each connection of the browser. */
  private readonly upstream = new WeakMap<Socket, Socket>();
  private connected = true;

  private constructor(private readonly server: Server) {}

  /** Starts a proxy, on a port of its own, to the site at `url`. */
  static async start(url: string): Promise<TcpProxy> {
    const { hostname, port } = new URL(url);
    const server = createServer((client) => {
      if (!proxy.connected) return client.destroy();
      const site = connect(Number(port), hostname);
      for (const [from, to] of [[client, site], [site, client]]) {
        proxy.sockets.add(from);
        // Either side may end the connection; the other one must hear of it, as it would without a proxy.
        from.on("error", () => to.destroy());
        from.on("close", () => (proxy.sockets.delete(from), to.destroy()));
        from.pipe(to);
      }
      proxy.upstream.set(client, site);
      client.on("data", (bytes) => {
        if (bytes.toString("latin1").startsWith("GET /live")) proxy.streams.add(client);
        else proxy.streams.delete(client);
      });
      client.on("close", () => proxy.streams.delete(client));
    });
    const proxy = new TcpProxy(server);
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** How many event streams are open. */
  get streamCount(): number {
    return this.streams.size;
  }

  /** Lets every packet of the open event streams vanish, as a dropped entry of a router does: nobody hears of an end. */
  swallowStreams(): void {
    if (!this.streams.size) throw new Error("no event stream is open");
    for (const client of this.streams) this.upstream.get(client)?.unpipe().resume();
  }

  /** Cuts all connections and refuses new ones. */
  disconnect(): void {
    this.connected = false;
    for (const socket of this.sockets) socket.destroy();
  }

  /** Lets connections through again. */
  reconnect(): void {
    this.connected = true;
  }

  close(): void {
    this.disconnect();
    this.server.close();
  }
}
