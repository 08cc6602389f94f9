import { ColumnDrag } from './column-drag';

/** Three columns of 100 px. */
function header() {
  const dropped: [string, number][] = [];
  const cells = [0, 100, 200].map((left) => {
    const cell = document.createElement('div');
    cell.getBoundingClientRect = () => ({ left, width: 100 }) as DOMRect;
    return cell;
  });
  const drag = new ColumnDrag({ cells: () => cells, dropped: (id, place) => dropped.push([id, place]) });
  const pointer = (type: string, clientX: number, more: object = {}): PointerEvent =>
    Object.assign(new MouseEvent(type, { clientX, bubbles: true, button: 0 }), {
      pointerType: 'mouse',
      ...more,
    }) as never;
  const send = (type: string, clientX: number): void => void document.dispatchEvent(pointer(type, clientX));
  return { drag, dropped, pointer, send };
}

describe('a column that is dragged', () => {
  // The click at the end of a drag is waited for that long.
  afterEach(() => new Promise((done) => setTimeout(done)));

  it('is put before the column whose left half it is let go over, or at the end', () => {
    const { drag, dropped, pointer, send } = header();
    drag.start(pointer('pointerdown', 20), 'a');
    send('pointermove', 240);
    expect(drag.now()).toEqual({ id: 'a', place: 2 });
    send('pointermove', 290);
    send('pointerup', 290);
    expect([dropped, drag.now()]).toEqual([[['a', 3]], null]);
  });
  it('is a click as long as the pointer hardly moves, and the click after a drag is none', () => {
    const { drag, dropped, pointer, send } = header();
    const clicks: Event[] = [];
    const button = document.body.appendChild(document.createElement('button'));
    button.addEventListener('click', (event) => clicks.push(event));
    drag.start(pointer('pointerdown', 20), 'a');
    send('pointermove', 23);
    send('pointerup', 23);
    button.click();
    expect([dropped.length, clicks.length]).toEqual([0, 1]);
    drag.start(pointer('pointerdown', 20), 'a');
    send('pointermove', 140);
    send('pointerup', 140);
    button.click();
    expect([dropped.length, clicks.length]).toEqual([1, 1]);
    button.remove();
  });
  it('goes back with Escape; a finger scrolls', () => {
    const { drag, dropped, pointer, send } = header();
    drag.start(pointer('pointerdown', 20), 'a');
    send('pointermove', 240);
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    send('pointerup', 240);
    drag.start(pointer('pointerdown', 20, { pointerType: 'touch' }), 'a');
    send('pointermove', 240);
    send('pointerup', 240);
    expect(dropped).toEqual([]);
  });
});
