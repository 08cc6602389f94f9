import {
  ChangeDetectionStrategy,
  Component,
  Injectable,
  effect,
  inject,
  input,
  signal,
  untracked,
} from '@angular/core';
import { Api, part } from '../../../core/api';

/** Small pictures of datasets, each asked for once. */
@Injectable({ providedIn: 'root' })
export class Thumbnails {
  private readonly api = inject(Api);
  private readonly known = new Map<string, Promise<string | null>>();

  of(pid: string): Promise<string | null> {
    let found = this.known.get(pid);
    if (!found) {
      found = this.api.get<{ thumbnail?: string } | null>(`/api/v3/datasets/${part(pid)}/thumbnail`).then(
        (answer) => answer?.thumbnail ?? null,
        // A picture that cannot be had now may be there when the row is drawn again.
        () => (this.known.delete(pid), null),
      );
      this.known.set(pid, found);
    }
    return found;
  }
}

@Component({
  selector: 'sz-dataset-thumbnail',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `@if (picture(); as src) {
    <img alt="" [class.large]="large()" [src]="src" />
  }`,
  styles: `
    img {
      display: block;
      width: 40px;
      height: 26px;
      object-fit: cover;
      border-radius: 4px;
      background: var(--chip);
    }
    .large {
      width: 100%;
      height: auto;
      max-height: 240px;
      object-fit: contain;
    }
  `,
})
export class DatasetThumbnail {
  readonly pid = input.required<string>();
  readonly large = input(false);
  private readonly thumbnails = inject(Thumbnails);
  protected readonly picture = signal<string | null>(null);

  constructor() {
    effect(() => {
      const pid = this.pid();
      untracked(() => this.picture.set(null));
      void this.thumbnails.of(pid).then((picture) => pid === this.pid() && this.picture.set(picture));
    });
  }
}
