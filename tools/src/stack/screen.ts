const COLOURS: Record<string, number> = {
  mongodb: 32,
  kafka: 33,
  'catalogue-api': 36,
  scicow: 35,
  scifish: 34,
  'public-api': 96,
  'doi-minter': 94,
  'datacite-stand-in': 90,
  'demo-beamline': 95,
};

/** The few lines that the one who starts the program reads. */
export class Screen {
  private readonly began = Date.now();
  private readonly colourful: boolean;

  constructor(private readonly out: NodeJS.WriteStream = process.stdout) {
    this.colourful = out.isTTY === true && !process.env['NO_COLOR'];
  }
  get seconds(): string {
    return `${((Date.now() - this.began) / 1000).toFixed(1)} s`;
  }
  line(name: string, text: string): void {
    const label = name.padEnd(17);
    const colour = COLOURS[name] ?? 37;
    this.out.write(`${this.colourful ? `\x1b[${colour}m${label}\x1b[0m` : label} ${text}\n`);
  }
  plain(text: string): void {
    this.out.write(`${text}\n`);
  }
  bold(text: string): string {
    return this.colourful ? `\x1b[1m${text}\x1b[0m` : text;
  }
}
