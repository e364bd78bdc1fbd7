// Which values of an environment may be shown: no well-known kind of secret is, and what people look for is.
#include "core/app/shown_value.h"

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "catch.h"

using namespace paas;

namespace {

std::string drawn(std::mt19937& random, const std::string& alphabet, std::size_t length) {
  std::string text;
  while (text.size() < length) text += alphabet[random() % alphabet.size()];
  return text;
}

const std::string lower = "abcdefghijklmnopqrstuvwxyz";
const std::string upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const std::string digits = "0123456789";

}  // namespace

TEST_CASE("names that say that their value is a secret") {
  for (const char* name : {"MONGO_PW",       "BASIC_AUTH",     "AUTHORIZATION",   "CREDS",   "DB_CREDENTIALS",
                           "SESSION_COOKIE", "PRIVATE_PEM",    "DB_PASS",         "API_PWD", "STRIPE_KEY",
                           "slack_token",    "SENTRY_DSN",     "CLIENT_SECRET",   "PW",      "SIGNING_SALT",
                           "DBPW",           "MYSQL_PSW",      "WIFI_PSK",        "OAUTH",   "BASICAUTH",
                           "HMAC",           "TOTP_SEED",      "MNEMONIC",        "PINCODE", "dbPass",
                           "stripeApiKey",   "ADMIN_PASSWORT", "TOKEN_URL_SECRET"}) {
    CAPTURE(name);
    CHECK_FALSE(may_show(name, "abc"));
  }
  for (const auto& [name, value] : std::vector<std::pair<const char*, const char*>>{
           {"TOKEN_EXPIRY", "3600"},
           {"MAX_TOKENS", "4096"},
           {"PASSWORD_MIN_LENGTH", "12"},
           {"AUTH_ENABLED", "true"},
           {"AUTH_MODE", "jwt"},
           {"TOKEN_URL", "https://auth.example.com/oauth/token"},
           {"KEY_PREFIX", "uploads"},
           {"PARTITION_KEY", "id"},
           {"SORT_KEY", "created"},
           {"COOKIE_DOMAIN", "shop"},
           {"WEBHOOK_TIMEOUT", "30"},
           {"SECRET_ARN", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/db-AbCdEf"},
           {"PRIVATE_SUBNET", "subnet-0123456789abcdef0"}}) {
    CAPTURE(name);
    CHECK(may_show(name, value));
  }
  for (const char* name :
       {"COMPASS_URL", "PASSENGER_LIMIT", "KEYWORDS", "KEYBOARD", "MONKEY", "BYPASS_CACHE", "CREDIT_LIMIT",
        "AUTHORIZER", "APP_TABLE", "AUTHOR_NAME", "PWA_URL", "REGION", "STAGE", "DOMAIN", "SPIN_UP", "BASALT"}) {
    CAPTURE(name);
    CHECK(may_show(name, "abc"));
  }
}

TEST_CASE("values that look like secrets, under a name that says nothing") {
  std::mt19937 random(5);
  for (int round = 0; round < 2'000; ++round) {
    const std::string base64 = upper + lower + digits + "+/";
    const std::string aws = drawn(random, base64, 36) + "aB3/";
    const std::string hexadecimal = drawn(random, digits + "abcdef", 40);
    const std::string word = drawn(random, upper + lower + digits, 29) + "aB3";
    for (const std::string& value : std::vector<std::string>{
             aws, hexadecimal, word, "SG." + drawn(random, upper + lower + digits, 22) + "." + word,
             "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=" + aws + "==;EndpointSuffix=core.windows.net",
             "dop_v1_" + hexadecimal, "hvs." + drawn(random, upper + lower + digits, 24),
             "https://example.com/in/" + word, "postgres://app:" + word + "@db/shop", "https://example.com/?token=abc",
             "Server=db;Password=abc", "AKIA" + drawn(random, upper + digits, 16),
             "-----BEGIN PRIVATE KEY-----\nabc"}) {
      CAPTURE(value);
      CHECK_FALSE(may_show("VALUE", value));
    }
  }
}

TEST_CASE("secrets inside of values") {
  for (const char* value : {"mysql://db/app?user=root&pass=hunter2",
                            "Server=db;User Id=sa;Pass=hunter2",
                            "Server=db; Password = hunter2;",
                            "host=db user=u password = hunter2",
                            "username: u, password: hunter2",
                            R"({"username":"u","password":"hunter2"})",
                            R"({"client_secret": "hunter2"})",
                            R"({"apiKey":"abc"})",
                            "psql --password hunter2",
                            "https://x/?apikey=abc",
                            "https://x/?api_key=abc",
                            "https://x/?key=abc",
                            "X-Api-Key: abc",
                            "Bearer abc",
                            "Basic dXNlcjpodW50ZXIy",
                            "Authorization: Basic abc",
                            "user:hunter2@db",
                            "WeE4v4wJ4lApSiGe",
                            "43455942234fd4cf",
                            "K3LOTRRZGMI2PPDK",
                            "https://hc-ping.com/6f1c9b3e-1d2c-4a5b-9e8f-0123456789ab",
                            "whsec_abc",
                            "https://hooks.slack.com/services/a"}) {
    CAPTURE(value);
    CHECK_FALSE(may_show("VALUE", value));
  }
}

TEST_CASE("values that people look for are shown") {
  for (const char* value : {"shop",
                            "prod",
                            "eu-west-1",
                            "512",
                            "true",
                            "shop.example.com",
                            "https://shop.example.com/orders/new?page=2",
                            "arn:aws:acm:us-east-1:123456789012:certificate/6f1c9b3e-1d2c-4a5b-9e8f-0123456789ab",
                            "arn:aws:lambda:eu-west-1:770693421928:layer:Klayers-p311-numpy:15",
                            "eu-west-1_AbCdEf123",
                            "vpc-0a1b2c3d4e5f67890",
                            "https://sqs.eu-west-1.amazonaws.com/123456789012/orders-dead-letters",
                            "Z2FDTNDATAQYW2",
                            "builds/shop-v2.zip",
                            "shop-orders-table-production-eu-central-1",
                            "company-shop-production-uploads",
                            "enable_new_checkout_experience",
                            "arn:aws:lambda:eu-west-1:017000801446:layer:AWSLambdaPowertoolsPythonV2:59",
                            "CustomerOrderConfirmationMail",
                            "subnet-0123456789abcdef0",
                            "subnet-0123456789abcdef0,subnet-0fedcba9876543210",
                            "support@example.com",
                            "123456789012",
                            "python3.11",
                            "2026-11-27",
                            "rate(5 minutes)",
                            "cron(0 12 * * ? *)",
                            "https://cognito-idp.eu-west-1.amazonaws.com",
                            "a, b and c are the colours",
                            "Orders of today",
                            "10.0.0.0/16",
                            "shop/production/eu"}) {
    CAPTURE(value);
    CHECK(may_show("VALUE", value));
  }
}
