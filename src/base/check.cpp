#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace sparekey {

void ensure_failed(const char* expression, const char* file, int line) {
    std::fprintf(stderr,
                 "{\"level\":\"critical\",\"event\":\"invariant_broken\",\"where\":\"%s:%d\","
                 "\"what\":\"%s\"}\n",
                 file, line, expression);
    std::abort();
}

}  // namespace sparekey
