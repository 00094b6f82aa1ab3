// What the server answered to one statement, and what of it is an error.
#pragma once
#include <libpq-fe.h>

#include <memory>
#include <string>

#include "base/failure.h"
#include "store/value.h"

namespace sparekey::store::postgres {

// The server refused a statement; the transaction around it is lost, the connection is not.
class Error : public Failure {
   public:
    explicit Error(const PGresult* result);

    // A fault of the statement itself, not of the server's state.
    [[nodiscard]] bool is_of_statement() const { return kind() == Kind::broken; }
    // A conflict with another transaction: begin anew.
    [[nodiscard]] bool is_conflict() const;
    [[nodiscard]] bool is_lock_timeout() const { return sqlstate_ == "55P03"; }

   private:
    std::string sqlstate_;
};

// The connection is gone, or has not answered for too long. Whether a commit under way landed is
// not known.
class Lost : public Failure {
   public:
    explicit Lost(const std::string& why) : Failure(Kind::unavailable, "postgresql: " + why) {}
};

class Result {
   public:
    explicit Result(PGresult* result) : result_(result) {}

    // Rows or a count, and no error.
    [[nodiscard]] bool is_ok() const;
    // The end of a pipeline's section: what came before is committed, unless an error did.
    [[nodiscard]] bool is_sync() const { return status() == PGRES_PIPELINE_SYNC; }
    // Skipped, because a statement before it failed.
    [[nodiscard]] bool is_skipped() const { return status() == PGRES_PIPELINE_ABORTED; }
    [[nodiscard]] Error error() const { return Error{result_.get()}; }

    [[nodiscard]] Rows rows() const;
    [[nodiscard]] std::int64_t touched() const;
    // "COMMIT", or "ROLLBACK" when a COMMIT met a transaction that had failed.
    [[nodiscard]] std::string_view tag() const { return PQcmdStatus(result_.get()); }

   private:
    struct Clear {
        void operator()(PGresult* result) const { PQclear(result); }
    };
    [[nodiscard]] ExecStatusType status() const { return PQresultStatus(result_.get()); }
    std::unique_ptr<PGresult, Clear> result_;
};

}  // namespace sparekey::store::postgres
