#!/usr/bin/env bash
# What the template's parameters are filled with. No secret belongs here.
export APP_NAME=shop
export ARTIFACTS_BUCKET=shop-artifacts
export ARTIFACTS_KEY=lambdas.zip
export AWS_REGION=eu-west-1
export DOMAIN_NAME=api.shop.example
export REGIONAL_CERTIFICATE_ARN=arn:aws:acm:eu-west-1:000000000000:certificate/a
export DEV_UI_ENDPOINT=http://localhost:3000
export PROD_UI_ENDPOINT=https://shop.example.com
export SLACK_WEBHOOK_URL=https://hooks.example.com/x
export PYYAML_LAYER_ARN=arn:aws:lambda:eu-west-1:000000000000:layer:pyyaml:1
export STRIPE_KEY=sk_test
