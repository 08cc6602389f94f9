/**
 * The plot that stands somewhere on the page, as a picture on the ground of the page: a dark plot is not readable on white.
 * @returns undefined when there is none
 */
export function plotIn(selector: string): (() => Promise<Blob | null>) | undefined {
  const drawn = document.querySelector<HTMLCanvasElement>(`${selector} sz-plot canvas`);
  if (!drawn) return undefined;
  const picture = document.createElement('canvas');
  [picture.width, picture.height] = [drawn.width, drawn.height];
  const pen = picture.getContext('2d');
  if (!pen) return undefined;
  pen.fillStyle = getComputedStyle(document.body).backgroundColor;
  pen.fillRect(0, 0, picture.width, picture.height);
  pen.drawImage(drawn, 0, 0);
  return () => new Promise((take) => picture.toBlob(take, 'image/png'));
}
