// The one binary of paas-lsp.
#include "cli/cli.h"

int main(int argc, char** argv) { return paas::cli::run(argc, argv); }
