// Language servers side by side: the same client, the same fragment, an equal schema.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "client.h"
#include "report.h"

namespace paas::bench {

/// A server, and what is opened in it.
struct Subject {
  std::string name;
  std::vector<std::string> command;
  std::filesystem::path folder;  // the workspace
  std::string uri;
  std::string language;
  std::string text;  // holds the fragment
  Json settings = Json::object();
  bool is_floor = false;           // finds nothing, offers nothing
  std::size_t problems = 0;        // of the text
  std::size_t problems_after = 0;  // when the edit was made that adds one
};

/// How often each thing is done in one session. None of them is left out as a warm-up.
struct Counts {
  int hovers = 200;
  int completions = 200;  // with an edit before each
  int keystrokes = 50;
};

/// One session, in seconds and bytes.
struct Session {
  double initialize = 0;         // from the start of the process to the reply
  double first_diagnostics = 0;  // from the start of the process to the first that hold the mistakes of the text
  std::vector<double> hover;
  std::vector<double> completion;
  std::vector<double> keystroke;  // from an edit until the diagnostics of the new text are there
  double memory = 0;
};

/// Starts the server and finds out what it says of the text and of the edit.
void calibrate(Subject& subject);
Session measure_session(const Subject& subject, const Counts& counts);
/// Seconds of completions, with an edit before each, at `place`: a text that stands before the cursor.
std::vector<double> measure_completion(const Subject& subject, const std::string& place, int requests);
/// Seconds that it takes to rename what stands at `place` in at least `files` files, for the last of some tries; for a
/// client that shows what is lost by it, or for one that does not.
std::vector<double> measure_rename(const Subject& subject, const std::string& place, std::size_t files, int requests,
                                   bool takes_annotations);

/// The preview of the whole app that the subject's document is in, in seconds.
struct PreviewTimes {
  double whole = 0;               // from the request until its text is there, in an index that is complete
  std::vector<double> refreshed;  // from an edit of the document until the lines that change are there
};
/// `place`: a text before which a letter is typed and taken away again; each changes what the handler makes.
PreviewTimes measure_preview(const Subject& subject, const std::string& place, int edits);

Subject floor_subject(const std::string& program);
/// `module`: the folder of yaml-language-server; `schema`: of a handler; `handlers`: how many stand in the document,
/// one a key, or one alone where it is 1. Writes the schema below `folder`.
Subject yaml_subject(const std::string& module, const Json& schema, const std::filesystem::path& folder,
                     std::size_t handlers);
/// `handler`: a file of the workspace, whose text in the editor is another one.
Subject paas_subject(const std::string& program, const std::string& name, const std::filesystem::path& folder,
                     const std::string& handler);

/// The value that `percent` of the values do not exceed.
double percentile(std::vector<double> values, double percent);

}  // namespace paas::bench
