#!/usr/bin/env node
'use strict';
const { register } = require('tsx/cjs/api');
register();
const { main } = require('../cli/main.ts');
