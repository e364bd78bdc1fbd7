// Catch2 v2 (Debian 12) and v3 behind one name.
#pragma once

#ifdef PAAS_CATCH2_V2
#include <catch2/catch.hpp>
#else
#include <catch2/catch_all.hpp>
#endif
