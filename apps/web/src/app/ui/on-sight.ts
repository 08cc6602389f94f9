import { DestroyRef, Directive, ElementRef, afterNextRender, inject, output } from '@angular/core';

/** Tells when the element comes into sight, a little before: for lists that go on by themselves. */
@Directive({ selector: '[szOnSight]' })
export class OnSight {
  readonly szOnSight = output();
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);

  constructor() {
    const destroyed = inject(DestroyRef);
    afterNextRender(() => {
      if (!('IntersectionObserver' in window)) return;
      const observer = new IntersectionObserver(
        (seen) => seen.some(({ isIntersecting }) => isIntersecting) && this.szOnSight.emit(),
        { rootMargin: '400px' },
      );
      observer.observe(this.element.nativeElement);
      destroyed.onDestroy(() => observer.disconnect());
    });
  }
}
