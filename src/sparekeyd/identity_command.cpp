#include "sparekeyd/identity_command.h"

#include <fmt/format.h>

#include <map>

#include "sparekeyd/identity_import.h"

namespace sparekey::sparekeyd {
namespace {

constexpr std::size_t said_every_lines = 10'000;

// Why a line that could be read was not taken; "" where it was.
std::string_view why_not(Taken how) {
    switch (how) {
    case Taken::added:
    case Taken::changed:
    case Taken::same: return "";
    case Taken::closed: return "The account is closed.";
    case Taken::restricted:
        return "The account is frozen or in a hold: import it again when that is over.";
    case Taken::unknown: return "No account has this address.";
    }
    return "";
}

class Import {
   public:
    Import(const Ask& ask, const Print& print) : ask_(ask), print_(print) {}

    void take(person::ImportFile::Numbered numbered) {
        auto* known = std::get_if<person::ImportedPerson>(&numbered.what);
        const auto octets = known == nullptr ? 0 : person::to_json_line(*known).size();
        if (people_.size() == import_batch_max || octets_ + octets > import_batch_octets_max)
            flush();
        if (known == nullptr) {
            lines_.push_back({numbered.line, std::get<person::Unread>(numbered.what).why});
        } else {
            lines_.push_back({numbered.line, ""});
            people_.push_back(std::move(*known));
            octets_ += octets;
        }
        if (lines_.size() >= said_every_lines) flush();
    }

    void flush() {
        std::vector<Taken> taken;
        if (!people_.empty())
            taken = parse_taken_list(ask_(import_request(people_)), people_.size());
        std::size_t next = 0;
        for (const auto& [line, why] : lines_) {
            if (why.empty())
                count(line, taken[next++]);
            else
                refuse(line, why);
        }
        lines_.clear();
        people_.clear();
        octets_ = 0;
        if (all_ / said_every_lines == said_) return;
        said_ = all_ / said_every_lines;
        print_(fmt::format("{} lines so far\n", all_));
    }

    void sum_up() const {
        const auto of = [&](Taken how) {
            const auto found = counts_.find(how);
            return found == counts_.end() ? std::size_t{0} : found->second;
        };
        print_(fmt::format("{} of {} lines taken: {} added, {} changed, {} the same.\n",
                           all_ - refused_, all_, of(Taken::added), of(Taken::changed),
                           of(Taken::same)));
    }
    [[nodiscard]] bool took_all() const { return refused_ == 0; }

   private:
    struct Line {
        std::size_t number;
        std::string why;  // "" where it could be read.
    };
    void count(std::size_t line, Taken how) {
        if (const auto why = why_not(how); !why.empty()) return refuse(line, why);
        ++all_;
        ++counts_[how];
    }
    void refuse(std::size_t line, std::string_view why) {
        ++all_;
        ++refused_;
        print_(fmt::format("line {}: {}\n", line, why));
    }

    const Ask& ask_;
    const Print& print_;
    std::vector<Line> lines_;  // In the file's order; those that could be read are in `people_`.
    std::vector<person::ImportedPerson> people_;
    std::size_t octets_ = 0;
    std::map<Taken, std::size_t> counts_;
    std::size_t all_ = 0;
    std::size_t refused_ = 0;
    std::size_t said_ = 0;  // How often.
};

}  // namespace

Exit import_identities(std::istream& file, const Ask& ask, Time now, const Print& print) {
    person::ImportFile read{file};
    if (read.fault()) {
        print(fmt::format("Nothing was imported: {}.\n", *read.fault()));
        return Exit::failed;
    }
    Import import{ask, print};
    try {
        while (auto line = read.next(now)) import.take(std::move(*line));
        import.flush();
    } catch (...) {
        import.sum_up();
        print("It ended there. Import the file again: what was taken stays as it is.\n");
        throw;
    }
    import.sum_up();
    return import.took_all() ? Exit::done : Exit::failed;
}

}  // namespace sparekey::sparekeyd
