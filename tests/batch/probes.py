"""Small notebooks that try what a kernel could do differently when it is forked ready-made.

Each is a name and its code cells; what they print must not depend on how the kernel was started.
"""

FIGURE = "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2])"

QUICK: dict[str, list[str]] = {
    "figure shown": [f"{FIGURE}\nplt.title('a')\nplt.show()"],
    "figure left open": [FIGURE, "plt.get_fignums()"],
    "figure size": [f"{FIGURE}\nplt.gcf().set_size_inches(2, 1)\nplt.show()"],
    "error": ["1 / 0", "print('never')"],
    "exit": ["import sys; sys.exit(0)", "print('never')"],
    "widget": [
        "import ipywidgets as w\ns = w.IntSlider(value=3)\ns",
        "s.value = 5; print(s.value, s.comm is not None)",
    ],
}

SLOW: dict[str, list[str]] = {
    "print": ["print('one')", "print('two', flush=True)"],
    "last value": ["40 + 2", "x = 5", "x"],
    "thread": [
        "import threading\nfound = []\n"
        "t = threading.Thread(target=found.append, args=(1,)); t.start(); t.join(); print(found)",
        "print(threading.current_thread() is threading.main_thread())",
    ],
    "process": [
        "import os; print(os.getpid() == os.getpgid(0) == os.getsid(0))",
        "import sys; print([os.path.basename(a) for a in sys.argv[:2]])",
        "import __main__; print(__name__, __main__.__dict__ is globals())",
    ],
    "figure backend": [
        "import matplotlib; print(matplotlib.get_backend())",
        "import matplotlib.pyplot as plt; print(plt.isinteractive())",
    ],
    "random seeded": [
        "import random; random.seed(3); print(random.random())",
        "import numpy as np; np.random.seed(3); print(np.random.rand(3))",
        "print(np.random.default_rng(3).normal(size=3))",
    ],
    "standard error": ["import sys; print('oops', file=sys.stderr)"],
    "descriptor output": ["import os; os.write(1, b'raw\\n'); print('after')"],
    "child output": ["import subprocess; subprocess.run(['echo', 'child']); None"],
    "child python": [
        "import subprocess, sys\n"
        "print(subprocess.run([sys.executable, '-c', 'print(6 * 7)'], capture_output=True).stdout)"
    ],
    "shell magic": ["!echo magic", "%env DXSIM_NOTHING=1"],
    "magics": ["%lsmagic\nNone", "%%capture held\nprint('kept')", "held.stdout"],
    "html": ["from IPython.display import HTML, display; display(HTML('<b>b</b>'))"],
    "markdown": ["from IPython.display import Markdown; Markdown('*m*')"],
    "display update": [
        "from IPython.display import display\nh = display('first', display_id='d')",
        "h.update('second')",
    ],
    "clear output": [
        "from IPython.display import clear_output\nprint('a'); clear_output(); print('b')"
    ],
    "data frame": ["import pandas as pd; pd.DataFrame({'a': [1, 2], 'b': ['x', 'y']})"],
    "labelled array": ["import xarray as xr; print(xr.DataArray([1.0, 2.0], dims='year'))"],
    "pandas options": ["import pandas as pd; print(pd.get_option('display.max_rows'))"],
    "numpy printing": ["import numpy as np; print(np.get_printoptions()['precision'])"],
    "numpy errors": ["import numpy as np; print(np.geterr())", "np.array([1.0]) / 0"],
    "warning once": ["import warnings; warnings.warn('careful')"],
    "warning filters": [
        "import warnings; print(len(warnings.filters) > 0, warnings.filters[0][0])"
    ],
    "two figures": [f"{FIGURE}\nplt.figure()\nplt.plot([2, 1])\nplt.show()"],
    "figure vector": [
        "%config InlineBackend.figure_formats = ['svg']\n"
        "import matplotlib; matplotlib.rcParams['svg.hashsalt'] = 's'",
        FIGURE,
    ],
    "figure file": [
        f"{FIGURE}\nplt.savefig('a.pdf')\nplt.close()",
        "import hashlib; print(hashlib.sha256(open('a.pdf', 'rb').read()).hexdigest())",
    ],
    "figure style": ["import matplotlib as m; print(sorted(m.rcParams.items())[:40])"],
    "figure inline asked": ["%matplotlib inline", FIGURE],
    "backend agg": ["import matplotlib; matplotlib.use('agg')", f"{FIGURE}\nplt.show()"],
    "regression": [
        "import numpy as np, statsmodels.api as sm\nx = np.arange(9.0)\n"
        "print(sm.OLS(x**2, sm.add_constant(x)).fit().params)"
    ],
    "linear algebra": [
        "import numpy as np\na = np.random.default_rng(1).normal(size=(300, 300))\n"
        "print((a @ a).sum().hex(), np.linalg.det(a[:9, :9]).hex())"
    ],
    "hash of text": ["print(hash('dxsim'), list({'b', 'a', 'c'}))"],
    "environment": [
        "import os; print(os.environ['PYTHONHASHSEED'], os.environ['SOURCE_DATE_EPOCH'])",
        "print(sorted(k for k in os.environ if k.startswith(('DXSIM', 'MPL'))))",
    ],
    "working folder": [
        "import os; print(os.listdir('.'))",
        "open('written.txt', 'w').write('w'); print(os.path.exists('written.txt'))",
    ],
    "search path": ["import sys; print(sys.path[0], sys.path.count(''))"],
    "standard input": ["input('?')"],
    "standard input raw": ["import os; print(os.read(0, 10))"],
    "signal handlers": [
        "import signal\nfor s in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE, signal.SIGCHLD):\n"
        "    print(s.name, getattr(signal.getsignal(s), '__name__', signal.getsignal(s)))"
    ],
    "alarm": [
        "import signal, time\ndef rang(*_): raise TimeoutError('rang')\n"
        "signal.signal(signal.SIGALRM, rang); signal.setitimer(signal.ITIMER_REAL, 0.05)\n"
        "time.sleep(2)"
    ],
    "own interrupt": ["import os, signal; os.kill(os.getpid(), signal.SIGINT)", "print('on')"],
    "process pool": [
        "from concurrent.futures import ProcessPoolExecutor\nimport multiprocessing as mp\n"
        "with ProcessPoolExecutor(2, mp_context=mp.get_context('fork')) as pool:\n"
        "    print(list(pool.map(abs, [-1, -2])))"
    ],
    "thread pool": [
        "from concurrent.futures import ThreadPoolExecutor\n"
        "with ThreadPoolExecutor(2) as pool: print(list(pool.map(abs, [-1, -2])))"
    ],
    "thread error": [
        "import threading\nt = threading.Thread(target=lambda: 1 / 0, name='t')\n"
        "t.start(); t.join()"
    ],
    "thread names": [  # a fresh kernel watches its parent in a thread, a forked one by a signal
        "import threading\nnames = [t.name.split('-')[0] for t in threading.enumerate()\n"
        "         if 'Poller' not in type(t).__name__]\nprint(sorted(names))"
    ],
    "await": ["import asyncio; await asyncio.sleep(0); print('awaited')"],
    "asyncio loop": ["import asyncio; print(asyncio.get_running_loop().is_running())"],
    "parquet": [
        "import pandas as pd; pd.DataFrame({'a': [1.5]}).to_parquet('a.parquet')",
        "pd.read_parquet('a.parquet')",
    ],
    "decimal and locale": [
        "import decimal, locale\nprint(decimal.getcontext().prec, locale.getlocale()[1])"
    ],
    "recursion": ["import sys; print(sys.getrecursionlimit())", "def f(): f()\nf()"],
    "history": ["a = 1", "In[1], len(In)", "_i1"],
    "limits": ["import resource; print(resource.getrlimit(resource.RLIMIT_NOFILE))"],
    "open descriptors": ["import os; print(sorted(map(int, os.listdir('/proc/self/fd')))[:3])"],
    "children": ["import psutil; print(psutil.Process().children())"],
    "temporary files": ["import tempfile; print(len(tempfile.mkstemp()[1]) > 0)"],
    "parameters seen": ["print(value, type(out_dir).__name__)"],
    "unpickled class": [
        "import pickle\nclass Point: pass\n"
        "print(type(pickle.loads(pickle.dumps(Point()))).__name__)"
    ],
    "source lines": ["import inspect\ndef f():\n    return 1\nprint(inspect.getsource(f))"],
    "output widget": [
        "import ipywidgets as w\no = w.Output()\nwith o: print('inside')\no",
        "len(o.outputs)",
    ],
    "bytes decoded": ["print('tỷ trọng', 'nghìn tỷ đồng')"],
    "many lines": ["for i in range(2000): print(i)"],
    "umask and niceness": ["import os; print(os.umask(0o22), os.nice(0))"],
}
