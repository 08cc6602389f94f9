import { Module } from '@nestjs/common';
import { WebController, WebProgram } from './web.controller';

@Module({ controllers: [WebController], providers: [WebProgram] })
export class WebModule {}
