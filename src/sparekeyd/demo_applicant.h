// Somebody who lost everything, and what became of it.
#pragma once
#include <optional>
#include <string>

#include "recovery/case.h"
#include "sparekeyd/demo_person.h"

namespace sparekey::sparekeyd {

// Where the case is to stand in the end.
enum class Ends {
    in_draft,
    waiting,  // In first review, for somebody to take it.
    needs_material,
    video_requested,
    second_review,
    escalated,
    contested,
    link_sent,
    link_lapsed,
    holding,
    completed,
    rejected,
    refused,
    withdrawn,
    expired,
    cancelled,
    reversed
};

class DemoApplicant {
   public:
    DemoApplicant(DemoStage&, DemoPerson, Ends);

    [[nodiscard]] Ends ends() const { return ends_; }
    [[nodiscard]] AppealId id() const { return id_; }
    [[nodiscard]] recovery::Case now() const;
    [[nodiscard]] std::string text() const;

    // At the gate, and the form; then pictures, receipt and submission.
    void open();
    void submit();
    // What is the applicant's turn: the video, the link, and what ends the case.
    void go_on();

   private:
    void send(evidence::Kind);
    void record();
    void reset();
    void end();
    [[nodiscard]] std::string gate_code();

    DemoStage& stage_;
    DemoPerson person_;
    Ends ends_;
    AppealId id_;
    std::optional<account::Token> access_;
    std::string receipt_;
    bool played_ = false;  // What ends it.
};

}  // namespace sparekey::sparekeyd
