"""One small file: what a start costs. benches/compare cold"""

from common import RUNS, WORK, compare, scans

folder = WORK / 'cold'
folder.mkdir(exist_ok=True)
(folder / 'main.c').write_text('#include <stdio.h>\n\nint main(void) {\n\tputs("hello");\n\treturn 0;\n}\n')
compare(scans(folder), max(RUNS, 15), ('ms', 1000.0))
