import type { ElementRef } from '@angular/core';
import { ChangeDetectionStrategy, Component, DestroyRef, inject, output, signal, viewChild } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { Icon } from '../ui/icon';

/** As browsers on phones and tablets have it: https://wicg.github.io/shape-detection-api/#barcode-detection-api */
interface BarcodeDetector {
  detect(image: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}
/** Of the browser, else our own, which is loaded when somebody wants it. */
async function detector(): Promise<BarcodeDetector> {
  const { BarcodeDetector: Own } = globalThis as { BarcodeDetector?: new () => BarcodeDetector };
  return Own ? new Own() : new (await import('./code-decoder')).CodeDecoder();
}
const LOOK_EVERY_MS = 200;

/** What a label means: the id itself, or the address of the sample's page. */
export function sampleIn(code: string): string {
  const id = /\/samples\/([^/?#]+)/.exec(code)?.[1];
  return id === undefined ? code.trim() : decodeURIComponent(id);
}

/** Reads the bar or QR code of a sample with the camera; without one in reach there is nothing to see. */
@Component({
  selector: 'sz-code-reader',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, TranslocoDirective],
  template: `<ng-container *transloco="let t">
    @if (isThere) {
      <button type="button" class="btn" [attr.aria-pressed]="isOn()" (click)="isOn() ? stop() : start()">
        <sz-icon name="image" [size]="16" />{{ t(isOn() ? 'scifish.stopCamera' : 'scifish.readCode') }}
      </button>
      <video #video playsinline muted [hidden]="!isOn()" [attr.aria-label]="t('scifish.camera')"></video>
      @if (isRefused()) {
        <p class="bad" role="alert">{{ t('scifish.noCamera') }}</p>
      }
    }
  </ng-container>`,
  styles: `
    .btn {
      min-height: 44px;
      margin-top: 6px;
    }
    video {
      display: block;
      width: 100%;
      max-width: 420px;
      margin-top: 6px;
      border-radius: var(--radius);
    }
    video[hidden] {
      display: none;
    }
  `,
})
export class CodeReader {
  readonly read = output<string>();
  protected readonly isThere = 'mediaDevices' in navigator;
  protected readonly isOn = signal(false);
  protected readonly isRefused = signal(false);
  private readonly video = viewChild<ElementRef<HTMLVideoElement>>('video');
  private stream: MediaStream | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    inject(DestroyRef).onDestroy(() => this.stop());
  }

  protected async start(): Promise<void> {
    const video = this.video()?.nativeElement;
    if (!video) return;
    this.isRefused.set(false);
    this.isOn.set(true);
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      // Who has pressed again meanwhile wants no picture.
      if (!this.isOn()) return stream.getTracks().forEach((track) => track.stop());
      this.stream = stream;
      video.srcObject = stream;
      await video.play();
      const reader = await detector();
      if (this.isOn()) this.look(reader, video);
    } catch {
      this.stop();
      this.isRefused.set(true);
    }
  }
  private look(detector: BarcodeDetector, video: HTMLVideoElement): void {
    this.timer = setTimeout(() => {
      // A picture that cannot be read is followed by another one.
      void detector.detect(video).then(
        ([code]) => this.take(code?.rawValue, detector, video),
        () => this.take(undefined, detector, video),
      );
    }, LOOK_EVERY_MS);
  }
  private take(code: string | undefined, detector: BarcodeDetector, video: HTMLVideoElement): void {
    if (!this.isOn()) return;
    if (!code) return this.look(detector, video);
    this.stop();
    this.read.emit(sampleIn(code));
  }
  protected stop(): void {
    clearTimeout(this.timer);
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = undefined;
    this.isOn.set(false);
  }
}
