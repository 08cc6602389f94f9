import { Controller } from '@nestjs/common';
import { Probes } from '@scizoo/service-kit/nest';
import { Surroundings } from '../surroundings';

@Controller()
export class HealthController extends Probes {
  constructor({ health }: Surroundings) {
    super(health);
  }
}
