// A wire between a browser and a site that can be cut and mended, while the site goes on for everyone else.
import { type AddressInfo, type Server, type Socket, connect, createServer } from "node:net";

export class Wire {
  private readonly ends = new Set<Socket>();
  private whole = true;

  private constructor(private readonly server: Server) {}

  /** A wire to the site at `url`. */
  static async to(url: string): Promise<Wire> {
    const { hostname, port } = new URL(url);
    const server = createServer((near) => {
      if (!wire.whole) return near.destroy();
      const far = connect(Number(port), hostname);
      for (const [one, other] of [[near, far], [far, near]]) {
        wire.ends.add(one);
        one.on("error", () => other.destroy());
        one.on("close", () => (wire.ends.delete(one), other.destroy()));
        one.pipe(other);
      }
    });
    const wire = new Wire(server);
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    return wire;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  cut(): void {
    this.whole = false;
    for (const end of this.ends) end.destroy();
  }

  mend(): void {
    this.whole = true;
  }

  remove(): void {
    this.cut();
    this.server.close();
  }
}
