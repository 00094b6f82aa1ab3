#include "person/unicode.h"

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <memory>
#include <mutex>

#include "base/failure.h"

namespace sparekey::person {
namespace {

icu::UnicodeString units_of(std::string_view utf8) {
    return icu::UnicodeString::fromUTF8(
        icu::StringPiece{utf8.data(), static_cast<std::int32_t>(utf8.size())});
}

// Each code point of a text; a lone surrogate is none.
template <class Use>
void for_each_point(const icu::UnicodeString& text, Use use) {
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        const UChar32 point = text.char32At(i);
        use(U_IS_SURROGATE(point) ? 0xfffd : point);
    }
}

std::u32string points_of(const icu::UnicodeString& text) {
    std::u32string points;
    for_each_point(text, [&](UChar32 point) { points += static_cast<char32_t>(point); });
    return points;
}

void expect(UErrorCode status, const char* what) {
    if (U_FAILURE(status)) throw Failure{Failure::Kind::broken, std::string{"ICU: "} + what};
}

const icu::Normalizer2& normalizer(const icu::Normalizer2* (*of)(UErrorCode&)) {
    UErrorCode status = U_ZERO_ERROR;
    const auto* found = of(status);
    expect(status, "no tables of normalization");
    return *found;
}

icu::UnicodeString normalized(const icu::Normalizer2& by, const icu::UnicodeString& text) {
    UErrorCode status = U_ZERO_ERROR;
    auto result = by.normalize(text, status);
    expect(status, "a text cannot be normalized");
    return result;
}

std::unique_ptr<icu::Transliterator> make_to_latin() {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::Transliterator> made{icu::Transliterator::createInstance(
        "Any-Latin; Latin-ASCII; Upper", UTRANS_FORWARD, status)};
    expect(status, "no transliteration into Latin letters");
    return made;
}

}  // namespace

std::u32string capitals(std::string_view utf8) {
    const auto& nfkc = normalizer(icu::Normalizer2::getNFKCInstance);
    std::u32string found;
    for_each_point(normalized(nfkc, units_of(utf8)),
                   [&](UChar32 point) { found += static_cast<char32_t>(u_toupper(point)); });
    return found;
}

std::string utf8_of(std::u32string_view points) {
    icu::UnicodeString text;
    for (const auto point : points) text.append(static_cast<UChar32>(point));
    std::string utf8;
    return text.toUTF8String(utf8);
}

std::u32string decomposed(char32_t point) {
    const auto& nfd = normalizer(icu::Normalizer2::getNFDInstance);
    return points_of(normalized(nfd, icu::UnicodeString{static_cast<UChar32>(point)}));
}

Kind kind_of(char32_t point) {
    for (const char32_t apostrophe : U"'`\u00b4\u02b9\u02bb\u02bc\u02bf\u2018\u2019\u2032") {
        if (apostrophe != 0 && point == apostrophe) return Kind::apostrophe;
    }
    const auto c = static_cast<UChar32>(point);
    // The tatweel only stretches a word.
    if ((U_GET_GC_MASK(c) & (U_GC_M_MASK | U_GC_CF_MASK)) != 0 || point == U'\u0640')
        return Kind::mark;
    if (u_isalpha(c) != 0) return Kind::letter;
    return u_isdigit(c) != 0 ? Kind::digit : Kind::other;
}

std::set<std::string> scripts_of(std::string_view utf8) {
    std::set<std::string> scripts;
    for_each_point(units_of(utf8), [&](UChar32 point) {
        UErrorCode status = U_ZERO_ERROR;
        const auto script = uscript_getScript(point, &status);
        const bool is_one = U_SUCCESS(status) && script != USCRIPT_COMMON &&
                            script != USCRIPT_INHERITED && script != USCRIPT_UNKNOWN;
        if (is_one && u_isalpha(point) != 0) scripts.insert(uscript_getShortName(script));
    });
    return scripts;
}

std::string latin_capitals(std::string_view utf8) {
    // It keeps what it learns of scripts, and is not told to be safe for threads.
    static std::mutex one_at_a_time;
    const std::scoped_lock lock{one_at_a_time};
    static const auto to_latin = make_to_latin();
    auto text = units_of(utf8);
    to_latin->transliterate(text);
    std::string latin;
    return text.toUTF8String(latin);
}

std::string western_digits(std::string_view utf8) {
    icu::UnicodeString western;
    for_each_point(units_of(utf8), [&](UChar32 point) {
        const auto digit = u_charDigitValue(point);
        western.append(digit < 0 ? point : static_cast<UChar32>('0' + digit));
    });
    std::string result;
    return western.toUTF8String(result);
}

}  // namespace sparekey::person
