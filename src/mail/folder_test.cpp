#include "mail/folder.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "base/failure.h"
#include "test/scratch.h"

using namespace sparekey;
using namespace sparekey::mail;
using namespace std::chrono_literals;

namespace {

const Time morning{1'795'425'245s};

Letter letter_of(std::int64_t id, std::string subject) {
    return {id, "ada@example.net", std::move(subject), "Hello,\n\nB\xc3\xb6rse \"x\"\n", morning};
}

unsigned mode_of(const std::filesystem::path& file) {
    struct stat status {};
    REQUIRE(::stat(file.c_str(), &status) == 0);
    return status.st_mode & 0777;
}

}  // namespace

TEST_CASE("what is put in the folder is listed whole, newest first") {
    const test::ScratchFolder scratch;
    FolderTransport transport{scratch / "mail"};
    // Ids are numbers: the shorter one is the older.
    for (const std::int64_t id : {999, 1001, 1000}) {
        CHECK(transport.hand_over(letter_of(id, "Letter " + std::to_string(id)), {}).handover ==
              Handover::taken);
    }
    const auto mails = list_mails(scratch / "mail");
    REQUIRE(mails.size() == 3);
    CHECK(mails[0].id == "1001");
    CHECK(mails[1].id == "1000");
    CHECK(mails[2].id == "999");
    CHECK(mails[2].to == "ada@example.net");
    CHECK(mails[2].subject == "Letter 999");
    CHECK(mails[2].text == "Hello,\n\nB\xc3\xb6rse \"x\"\n");
    CHECK(mails[2].at == morning);
}

TEST_CASE("a letter that is sent twice is one file") {
    const test::ScratchFolder scratch;
    FolderTransport transport{scratch / "mail"};
    CHECK(transport.hand_over(letter_of(7, "x"), {}).handover == Handover::taken);
    CHECK(transport.hand_over(letter_of(7, "x"), {}).handover == Handover::taken);
    CHECK(list_mails(scratch / "mail").size() == 1);
}

TEST_CASE("the folder and its letters are their owner's alone: they hold live links") {
    const test::ScratchFolder scratch;
    FolderTransport transport{scratch / "mail"};
    CHECK(transport.hand_over(letter_of(7, "x"), {}).handover == Handover::taken);
    CHECK(mode_of(scratch / "mail") == 0700);
    CHECK(mode_of(scratch / "mail/7.json") == 0600);
}

TEST_CASE("what is no letter is not listed, and a missing folder is empty") {
    const test::ScratchFolder scratch;
    FolderTransport transport{scratch / "mail"};
    CHECK(transport.hand_over(letter_of(7, "x"), {}).handover == Handover::taken);
    test::put_content(scratch / "mail/8.json.new", "{");
    test::put_content(scratch / "mail/9.json", "{\"id\":\"9\"");
    test::put_content(scratch / "mail/10.json", "[]");
    test::put_content(scratch / "mail/11.json",
                      "{\"id\":1,\"to\":2,\"subject\":3,\"text\":4,\"at\":5}");
    test::put_content(scratch / "mail/x.json", "{}");
    CHECK(list_mails(scratch / "mail").size() == 1);
    CHECK(list_mails(scratch / "nowhere").empty());
}

TEST_CASE("the list has an end, and what is left out is the oldest") {
    const test::ScratchFolder scratch;
    FolderTransport transport{scratch / "mail"};
    for (std::size_t i = 1; i <= listed_mails_max + 1; ++i) {
        CHECK(transport.hand_over(letter_of(static_cast<std::int64_t>(i), "x"), {}).handover ==
              Handover::taken);
    }
    const auto mails = list_mails(scratch / "mail");
    CHECK(mails.size() == listed_mails_max);
    CHECK(mails.back().id == "2");
}

TEST_CASE(
    "a folder that cannot be is refused at start, one that went away keeps the letter waiting") {
    const test::ScratchFolder scratch;
    test::put_content(scratch / "file", "");
    CHECK_THROWS_AS(FolderTransport{scratch / "file"}, Failure);
    CHECK_THROWS_AS(FolderTransport{scratch / "file/mail"}, Failure);

    FolderTransport transport{scratch / "mail"};
    std::filesystem::remove(scratch / "mail");
    const auto answer = transport.hand_over(letter_of(7, "x"), {});
    CHECK(answer.handover == Handover::unreachable);
    CHECK_FALSE(answer.reason.empty());
}
