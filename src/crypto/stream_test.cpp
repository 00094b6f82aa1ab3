#include "crypto/stream.h"

#include <doctest/doctest.h>

#include <vector>

#include "crypto/secret.h"
#include "crypto/start.h"

using namespace sparekey;
using namespace sparekey::crypto;

namespace {

struct Sealed {
    Secret key = Secret::random(stream_key_octets);
    Bytes header;
    std::vector<Bytes> pieces;

    explicit Sealed(const std::vector<std::string>& texts, std::string_view bound = "here") {
        StreamSealer sealer{key.view()};
        header = to_bytes(sealer.header());
        for (std::size_t n = 0; n < texts.size(); ++n) {
            Bytes piece(texts[n].size() + stream_piece_more);
            sealer.push(bytes_of(texts[n]), bytes_of(bound), n + 1 == texts.size(), piece);
            pieces.push_back(std::move(piece));
        }
    }

    // The texts that open; "!" for one that does not, "." behind the last.
    [[nodiscard]] std::string opened(std::string_view bound = "here") const {
        StreamOpener opener{key.view(), header};
        std::string all;
        for (const auto& piece : pieces) {
            Bytes plain(piece.size() - stream_piece_more);
            const auto last = opener.pull(piece, bytes_of(bound), plain);
            if (!last) return all + "!";
            all.append(text_of(plain)).append(*last ? "." : "");
        }
        return all;
    }
};

}  // namespace

TEST_CASE("a stream opens piece by piece, and says which is the last") {
    start();
    CHECK(Sealed{{"one", "", "three"}}.opened() == "onethree.");
    CHECK(Sealed{{""}}.opened() == ".");
}

TEST_CASE("a stream opens nowhere else, in no other order, and not with a bit changed") {
    start();
    CHECK(Sealed{{"one", "two"}}.opened("elsewhere") == "!");

    Sealed turned{{"one", "two", "three"}};
    std::swap(turned.pieces[0], turned.pieces[1]);
    CHECK(turned.opened() == "!");

    Sealed without{{"one", "two", "three"}};
    without.pieces.erase(without.pieces.begin() + 1);
    CHECK(without.opened() == "one!");

    Sealed cut{{"one", "two"}};
    cut.pieces.pop_back();
    CHECK(cut.opened() == "one");  // And no "." behind it.

    for (std::size_t octet = 0; octet < 3 + stream_piece_more; ++octet) {
        Sealed changed{{"one", "two"}};
        changed.pieces[0][octet] ^= std::byte{1};
        CHECK(changed.opened() == "!");
    }
}
