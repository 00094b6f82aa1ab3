// The hidden commands alone, for tests: what sparekeyd does when it is asked to decode.
#include "picture/child.h"

int main(int count, char** arguments) {
    return sparekey::picture::child_command(count, arguments).value_or(64);
}
