#include "sparekeyd/nearest.h"

#include <doctest/doctest.h>

using namespace sparekey::sparekeyd;

TEST_CASE("the distance counts letters added, removed, changed and swapped") {
    CHECK(edit_distance("port", "port") == 0);
    CHECK(edit_distance("port", "prot") == 1);
    CHECK(edit_distance("port", "ports") == 1);
    CHECK(edit_distance("port", "pot") == 1);
    CHECK(edit_distance("port", "part") == 1);
    CHECK(edit_distance("", "port") == 4);
    CHECK(edit_distance("kitten", "sitting") == 3);
}

TEST_CASE("the nearest known word is found, also behind another section") {
    const std::vector<std::string> known{"http.port", "http.listen", "mail.smtp_port"};
    CHECK(nearest("http.prot", known) == "http.port");
    CHECK(nearest("smtp.listen", known) == "http.listen");
    CHECK(nearest("port", known) == "http.port");
    CHECK(nearest("mail.smtpport", known) == "mail.smtp_port");
}

TEST_CASE("nothing near is no guess, however long the word") {
    const std::vector<std::string> known{"http.port"};
    CHECK(!nearest("colour", known));
    CHECK(!nearest("", known));
    CHECK(!nearest(std::string(1'000'000, 'x'), known));
}
