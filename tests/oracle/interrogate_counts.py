"""What interrogate counts in a directory: `python interrogate_counts.py DIRECTORY RULES`, the rules as JSON.

Prints a JSON object: for each file a list of `[line, kind, documented]`, in the order of interrogate.
"""

import json
import os
import sys

from interrogate import config, coverage


def main(directory, rules):
    rules = json.loads(rules)
    # The option has another name in the code than on the command line.
    rules["ignore_property_setters"] = rules.pop("ignore_setters", False)
    settings = config.InterrogateConfig(**rules)
    results = coverage.InterrogateCoverage([directory], settings).get_coverage()
    found = {}
    for result in results.file_results:
        nodes = [node for node in result.nodes if not (result.ignore_module and node.node_type == "Module")]
        path = os.path.relpath(result.filename, directory)
        found[path] = [[node.lineno or 1, node.node_type, bool(node.covered)] for node in nodes]
    json.dump({"total": results.total, "covered": results.covered, "files": found}, sys.stdout)


main(*sys.argv[1:])
