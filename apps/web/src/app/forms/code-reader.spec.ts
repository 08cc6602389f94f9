import { TestBed } from '@angular/core/testing';
import { setUp } from '../testing/setup';
import { CodeReader, sampleIn } from './code-reader';

const seen: string[] = [];
let stopped = 0;
let isAllowed = true;
class Detector {
  detect(): Promise<{ rawValue: string }[]> {
    const code = seen.shift();
    if (code === 'blurred') return Promise.reject(new Error('no picture yet'));
    return Promise.resolve(code ? [{ rawValue: code }] : []);
  }
}
const browser = globalThis as { BarcodeDetector?: unknown };
const nextLooks = (count: number) => new Promise((done) => setTimeout(done, 230 * count));

beforeEach(() => {
  seen.length = 0;
  stopped = 0;
  isAllowed = true;
  browser.BarcodeDetector = Detector;
  const getUserMedia = () =>
    isAllowed
      ? Promise.resolve({ getTracks: () => [{ stop: () => void (stopped += 1) }] })
      : Promise.reject(new DOMException('no', 'NotAllowedError'));
  Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value: { getUserMedia } });
  HTMLMediaElement.prototype.play = () => Promise.resolve();
});
afterEach(() => {
  delete browser.BarcodeDetector;
  Reflect.deleteProperty(navigator, 'mediaDevices');
});

function open() {
  setUp();
  const fixture = TestBed.createComponent(CodeReader);
  const read: string[] = [];
  fixture.componentInstance.read.subscribe((code) => read.push(code));
  fixture.detectChanges();
  const element = fixture.nativeElement as HTMLElement;
  const press = async () => {
    element.querySelector('button')?.click();
    await nextLooks(0);
    fixture.detectChanges();
  };
  return { fixture, element, press, read };
}

describe('the code of a sample', () => {
  it('is read by the camera, however many pictures that takes; then the camera is off', async () => {
    const { press, read } = open();
    seen.push('', 'blurred', 'crystal-7', 'never');
    await press();
    await nextLooks(4);
    expect([read, stopped]).toEqual([['crystal-7'], 1]);
  });

  it('is not waited for when the person has given up, or the camera is not allowed', async () => {
    const { press, read, element } = open();
    await press();
    await press();
    seen.push('late');
    await nextLooks(2);
    expect([read, stopped]).toEqual([[], 1]);
    isAllowed = false;
    await press();
    expect(element.querySelector('[role=alert]')).not.toBeNull();
  });

  it('is offered where there may be a camera, whatever else the browser can', () => {
    delete browser.BarcodeDetector;
    expect(open().element.querySelector('button')).not.toBeNull();
    TestBed.resetTestingModule();
    Reflect.deleteProperty(navigator, 'mediaDevices');
    expect(open().element.querySelector('button')).toBeNull();
  });

  it('is an id, or the address of the page of the sample', () => {
    expect(sampleIn(' crystal-7 ')).toBe('crystal-7');
    expect(sampleIn('https://scizoo.example/samples/Fe%202?tab=images')).toBe('Fe 2');
  });
});
