#include "http/lane.h"

#include "base/bytes.h"
#include "base/random.h"
#include "http/response_writer.h"

namespace sparekey::http {

const std::string& Lane::date(Time now) {
    const auto second = std::chrono::floor<std::chrono::seconds>(now);
    if (second != date_second_ || date_.empty()) {
        date_second_ = second;
        date_ = http_date(now);
    }
    return date_;
}

std::string Lane::request_id() {
    constexpr std::size_t octets = 8;
    if (random_left_ < octets) {
        fill_random(random_);
        random_left_ = random_.size();
    }
    random_left_ -= octets;
    return to_hex(BytesView{random_}.subspan(random_left_, octets));
}

}  // namespace sparekey::http
