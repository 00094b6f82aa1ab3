// What a command says: lines for people, or with --json one object for programs.
#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "sparekey/exit.h"

namespace sparekey::terminal {

class Output {
   public:
    explicit Output(bool as_json) : as_json_(as_json) {}

    [[nodiscard]] bool as_json() const { return as_json_; }
    // To standard output, for people.
    void line(std::string_view text);
    // To standard error, for people: what is not the answer itself.
    void note(std::string_view text);
    // What finish() prints for programs.
    [[nodiscard]] boost::json::object& json() { return json_; }
    Exit refuse(const Refusal&);
    // Prints the object, if one was asked for.
    void finish();

   private:
    bool as_json_;
    boost::json::object json_;
};

// What a name may do to a terminal it cannot do here: control characters never come in, and this is
// for texts of other programs' files.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace sparekey::terminal
