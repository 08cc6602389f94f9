import sharp from 'sharp';
import { type ArchivedDataset, chance } from './archive';
import { measured } from './archive-files';

const [WIDTH, HEIGHT, MARGIN] = [480, 320, 28];

/** What was averaged has a picture, and some scans: somebody attached it during the visit. */
export const hasPicture = ({ pid, type }: ArchivedDataset): boolean =>
  type === 'derived' || chance(pid, 'picture') < 0.25;

/** What was measured as a curve, the same each time. @returns PNG of 480 × 320 pixels as a data URL */
export async function pictureOf(dataset: ArchivedDataset): Promise<string> {
  const { energy, fluorescence } = measured(dataset);
  const across = placesIn(energy, MARGIN, WIDTH - MARGIN);
  const up = placesIn(fluorescence, HEIGHT - MARGIN, MARGIN);
  const curve = across.map((x, at) => `${x.toFixed(1)},${up[at]!.toFixed(1)}`).join(' ');
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const [x, y] = [MARGIN + part * (WIDTH - 2 * MARGIN), HEIGHT - MARGIN - part * (HEIGHT - 2 * MARGIN)];
    return `M${x} ${HEIGHT - MARGIN}v6M${MARGIN} ${y}h-6`;
  });
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
    <rect width="100%" height="100%" fill="#eef4f4"/>
    <path d="M${MARGIN} ${MARGIN}V${HEIGHT - MARGIN}H${WIDTH - MARGIN}${ticks.join('')}" fill="none" stroke="#53606a"/>
    <polyline points="${curve}" fill="none" stroke="#0b6b6b" stroke-width="5" stroke-linejoin="round"/>
  </svg>`;
  const png = await sharp(Buffer.from(drawing)).png({ palette: true }).toBuffer();
  return `data:image/png;base64,${png.toString('base64')}`;
}

/** The values spread between two edges. */
function placesIn(values: readonly number[], from: number, till: number): number[] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return values.map((value) => from + ((value - least) / (most - least || 1)) * (till - from));
}
